# Rules, calendar, roads, draw
rules-osrm-unavailable = This build cannot ask an OSRM server. Set source in [travel] of instance.toml to roads, geodesic or matrix.
