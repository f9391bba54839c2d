"""How gunicorn serves the site, in production and in the demonstration.

Read from the environment: BIND_ADDRESS and PORT (default 127.0.0.1:8000), WEB_CONCURRENCY (processes,
default 2), WEB_THREADS (threads of each, default 4), ACCESS_LOG (a path, or `-` for standard
output; no access log unless set, for it would hold people's addresses).
"""

import os

wsgi_app = "config.wsgi:application"
bind = f"{os.environ.get('BIND_ADDRESS', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"  # keeps connections open, which a reverse proxy likes
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True  # one import for all workers, and a site that cannot start says so at once
keepalive = 15
timeout = 60
graceful_timeout = 20
max_requests = 20_000  # a worker that leaks is replaced before it hurts
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112  heartbeat files
accesslog = os.environ.get("ACCESS_LOG") or None
control_socket_disable = True
