# One image for api, worker and migrate; the command says which.
# Debian, not Alpine: Temporal's native core needs glibc.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No install scripts: none is needed to compile, and PostgreSQL for development is not started here.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM ${NODE_IMAGE}
# A shopper's or channel's server is reached over TLS from here; slim images bring no certificates.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    PAIDONCE_HEARTBEAT_FILE=/tmp/paidonce-heartbeat
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/build ./build
COPY package.json LICENSE* ./
COPY --chmod=755 ops/entrypoint.sh /usr/local/bin/paidonce-entrypoint
USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["paidonce-entrypoint"]
CMD ["node", "build/api/main.js"]
# The API's; docker-compose.yml gives the worker its own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "build/cli/is-healthy.js", "api"]
