# One image for producers, indexer and API; docker-compose.yml says which command each runs.

# --- the web pages -------------------------------------------------------------------------------
FROM node:22-slim AS pages
WORKDIR /app
COPY . .
RUN mkdir -p api/static/app && if [ -f web/package.json ]; then \
        cd web && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build; fi

# --- the packages and the embedding model --------------------------------------------------------
FROM python:3.11-slim AS parts
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore \
    UV_NO_CACHE=1 XDG_CACHE_HOME=/opt/cache
WORKDIR /app
RUN pip install --quiet uv
COPY pyproject.toml requirements.lock ./
COPY scripts scripts
RUN python -I scripts/prepare_environment.py runtime llm
RUN python -I scripts/prepare_model.py

# --- what runs -----------------------------------------------------------------------------------
FROM python:3.11-slim
RUN useradd --uid 10001 --create-home civic && install -d -o civic /var/lib/civicsense
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/opt/cache CIVIC_STATE_DIR=/var/lib/civicsense
WORKDIR /app
COPY --from=parts /opt/cache /opt/cache
COPY --from=parts /app/.venv .venv
COPY . .
COPY --from=pages /app/api/static/app api/static/app
USER civic
EXPOSE 8000
CMD ["python", "-m", "api"]
