"""What `kcl run FILE...` does, by KCL's own library: its command is in none of the registries that are used here."""

import sys

import kcl_lib.api as api

result = api.API().exec_program(api.ExecProgramArgs(k_filename_list=sys.argv[1:]))
if result.err_message:
    sys.exit(result.err_message)
sys.stdout.write(result.yaml_result)
