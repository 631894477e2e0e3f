# Two stages: what builds stays behind. docker build -t spotter .
FROM python:3.13-slim AS build
WORKDIR /build
RUN python -m venv /opt/spotter
COPY requirements.lock ./
RUN /opt/spotter/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY core core
RUN /opt/spotter/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /opt/spotter/bin/pip uninstall -y pip

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin spotter \
    && install -d -o spotter -g spotter -m 700 /data
COPY --from=build /opt/spotter /opt/spotter
ENV PATH=/opt/spotter/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/spotter.db \
    BACKUP_DIR=/data/backups \
    LOG_FORMAT=json \
    HTTP_PORT=9110
USER 10001:10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["python", "-c", \
    "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['HTTP_PORT']}/healthz\", timeout=4)"]
ENTRYPOINT ["spotter"]
CMD ["run"]
