FROM python:3.13-slim AS build

COPY --from=ghcr.io/astral-sh/uv:0.13.8 /uv /usr/local/bin/uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/opt/herring
WORKDIR /src
COPY pyproject.toml uv.lock ./
# The build backend comes from the lock as well (group dev) and is left behind in this stage.
RUN uv sync --frozen --no-install-project --no-dev \
 && UV_PROJECT_ENVIRONMENT=/opt/build uv sync --frozen --no-install-project --only-dev
COPY . .
RUN /opt/build/bin/hatchling build -t wheel -d /tmp/wheel \
 && uv pip install --python /opt/herring/bin/python --no-deps /tmp/wheel/*.whl


FROM python:3.13-slim

RUN useradd --system --uid 10001 --home-dir /var/lib/herring --create-home --shell /usr/sbin/nologin herring
COPY --from=build /opt/herring /opt/herring
ENV PATH=/opt/herring/bin:$PATH PYTHONUNBUFFERED=1 HERRING_HOME=/var/lib/herring HERRING_HOST=0.0.0.0
WORKDIR /var/lib/herring
USER herring
VOLUME /var/lib/herring
EXPOSE 8000
CMD ["herring", "web"]
