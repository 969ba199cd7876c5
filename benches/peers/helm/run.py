"""What `helm template platform . -f FILE -n prod` does, by Helm's own code: its command is in none of the registries that are used here."""

import sys

import helm_python as helm
import yaml

with open(sys.argv[1]) as file:
    values = yaml.load(file, yaml.CSafeLoader)
with helm.Chart.load(".") as chart, helm.Config(namespace="prod", storage_driver="memory") as config:
    sys.stdout.write(config.install(chart, "platform", values, dry_run="client")["manifest"])
