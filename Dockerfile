# syntax=docker/dockerfile:1

ARG GO_VERSION=1.26.8
FROM golang:${GO_VERSION}-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ENV CGO_ENABLED=0
RUN go build -trimpath -buildvcs=false -ldflags '-s -w' -o /out/zhulian . \
 && mkdir -p /out/data

# No shell, no package manager, nobody but uid 65532; the binary is static and carries its pages, languages and migrations.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build --chown=65532:65532 --chmod=0700 /out/data /data
COPY --from=build --chmod=0755 /out/zhulian /zhulian
USER 65532:65532
WORKDIR /
# Where the SQLite database is kept unless ZHULIAN_DATABASE_URL says otherwise. The secret file is mounted, never built in.
VOLUME ["/data"]
ENV ZHULIAN_ADDR=0.0.0.0:8080 \
    ZHULIAN_DATABASE_URL=sqlite:/data/zhulian.db \
    ZHULIAN_SECRET_FILE=/run/secrets/zhulian.json \
    ZHULIAN_LOG=json
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["/zhulian", "health"]
ENTRYPOINT ["/zhulian"]
CMD ["serve"]
