FROM python:3.13-slim-trixie

# The client programs of PostgreSQL 17 make the backups.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin poa \
    && install --directory --owner poa --group poa --mode 750 /data /backups

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --requirement requirements.txt
COPY . ./

# A key for this one command: it signs nothing.
RUN POA_DEBUG=false POA_ALLOWED_HOSTS=localhost POA_DATA_DIR=/tmp/build \
    POA_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    python manage.py collectstatic --no-input --verbosity 0 \
    && python -m compileall -q .

ENV HOST=0.0.0.0 \
    POA_DATA_DIR=/data \
    BACKUP_DIR=/backups
USER poa
VOLUME ["/data", "/backups"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "scripts/check_health.py"]
CMD ["deploy/start"]
