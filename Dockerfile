# hookmeter's sidecar. Debian rather than Alpine, because the shim is bash and this image has one.
#   docker build --tag hookmeter .
#   docker run --rm --env HOOKMETER_TOKEN=… --publish 127.0.0.1:9464:9464 --user "$(id -u):$(id -g)" \
#     --volume "$HOME/.local/state/hookmeter:/var/lib/hookmeter" hookmeter

FROM node:22.23.3-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

FROM node:22.23.3-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:22.23.3-bookworm-slim
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY src/shim ./src/shim
RUN mkdir -m 700 /var/lib/hookmeter && chown node:node /var/lib/hookmeter
# 0.0.0.0, because nothing reaches a container's loopback; the sidecar then demands a token or --allow-anonymous.
ENV NODE_ENV=production HOOKMETER_DIR=/var/lib/hookmeter HOOKMETER_HOST=0.0.0.0
USER node
EXPOSE 9464
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["serve"]
