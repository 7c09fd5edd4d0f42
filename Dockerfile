# syntax=docker/dockerfile:1.17
# Images of `gwr`, which serves a gateway, and of `gwc`, which compiles one:
#
#     docker build --target gwr -t registry.example.com/gwr:0.1.0 .
#     docker build --target gwc -t registry.example.com/gwc:0.1.0 .
#
# Both hold the program, the libraries it is linked to, and the certificates of public authorities: no shell, no
# package manager, no user that could become root. docs/containers.md describes pins, several architectures, and the list of
# components that each program carries.
ARG RUST=docker.io/library/rust:1.95.0-bookworm

FROM ${RUST} AS build
# Each architecture has caches of its own.
ARG TARGETARCH
# It puts the list of components into the programs, where scanners find it.
ARG AUDITABLE=0.7.7
WORKDIR /src
# The toolchain of the image is the one that rust-toolchain.toml names; clippy and rustfmt are not needed here.
ENV RUSTUP_TOOLCHAIN=1.95.0
RUN --mount=type=cache,id=gwc-registry-${TARGETARCH},target=/usr/local/cargo/registry \
    cargo install --locked --root /usr/local cargo-auditable@${AUDITABLE}
COPY . .
RUN --mount=type=cache,id=gwc-registry-${TARGETARCH},target=/usr/local/cargo/registry \
    --mount=type=cache,id=gwc-target-${TARGETARCH},target=/src/target \
    cargo auditable build --locked --profile dist --bin gwr \
    && cargo auditable build --locked --release --bin gwc \
    && install -D -s -t /out target/dist/gwr target/release/gwc

# What a program needs of the system: the libraries that it is linked to and the loader, and nothing that starts others.
RUN set -eu; \
    for program in gwr gwc; do \
        root="/root-of/$program"; \
        install -D -m 0755 "/out/$program" "$root/usr/bin/$program"; \
        ldd "/out/$program" | grep -o '/[^ )]*' | sort -u | while read -r library; do \
            install -D -m 0755 "$(readlink -f "$library")" "$root$library"; \
        done; \
        install -D -m 0444 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"; \
        printf 'hosts: files dns\n' | install -D -m 0444 /dev/stdin "$root/etc/nsswitch.conf"; \
        printf 'gateway:x:10001:10001::/:/none\n' | install -D -m 0444 /dev/stdin "$root/etc/passwd"; \
        printf 'gateway:x:10001:\n' | install -D -m 0444 /dev/stdin "$root/etc/group"; \
    done; \
    # A new volume gets the owner of the folder that it is mounted at.
    install -d -o 10001 -g 10001 -m 0755 /root-of/gwc/srv /root-of/gwc/srv/out

FROM scratch AS gwc
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="gwc" \
      org.opencontainers.image.description="Compiler and linter for API gateways" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="https://github.com/hanzoai/gwc" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /root-of/gwc /
USER 10001:10001
WORKDIR /srv
ENTRYPOINT ["/usr/bin/gwc"]
CMD ["check"]

# The last stage is what `docker build .` makes.
FROM scratch AS gwr
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="gwr" \
      org.opencontainers.image.description="Serves API gateways that gwc has compiled" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="https://github.com/hanzoai/gwc" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /root-of/gwr /
USER 10001:10001
EXPOSE 8080
# SIGTERM lets requests under way end; SIGHUP reads the artifact again.
STOPSIGNAL SIGTERM
# For Docker and Compose; Kubernetes has probes of its own.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["/usr/bin/gwr", "probe", "http://127.0.0.1:8080/__health"]
ENTRYPOINT ["/usr/bin/gwr"]
CMD ["/etc/gateway/gateway.gwa"]
