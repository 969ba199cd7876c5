"""What `kcl run FILE...` does, by KCL's own library: its command is in none of the registries that are used here."""

import sys

import kcl_lib.api as api

arguments = api.ExecProgramArgs(k_filename_list=sys.argv[1:])
sys.stdout.write(api.API().exec_program(arguments).yaml_result)
