// One service after another, each with what production says otherwise.
local service = import 'service.libsonnet';
local services = (import 'services.libsonnet') + (import 'prod.libsonnet');

std.flatMap(function(name) service.objects(name, services[name]), std.objectFields(services))
