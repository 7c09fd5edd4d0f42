// Command clients uses a gateway as programs in production do: by the clients of gRPC, of WebSockets and of net/http. It
// fails if a client does not get what it was promised. `grpc-server` is the server of gRPC's own cases.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"time"
)

// serverName is the name in the certificate of the gateway.
const serverName = "a.example"

// patience is how long a case may take before it counts as hanging.
const patience = 2 * time.Minute

const usage = `usage: clients grpc-server
       clients grpc ADDRESS CASE [AUTHORITY]
       clients websocket ADDRESS CASE AUTHORITY
       clients sse ADDRESS PATH AUTHORITY`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	switch {
	case len(arguments) == 1 && arguments[0] == "grpc-server":
		return serve()
	case len(arguments) == 3 && arguments[0] == "grpc":
		return call(arguments[1], arguments[2], "")
	case len(arguments) == 4 && arguments[0] == "grpc":
		return call(arguments[1], arguments[2], arguments[3])
	case len(arguments) == 4 && arguments[0] == "websocket":
		return converse(arguments[1], arguments[2], arguments[3])
	case len(arguments) == 4 && arguments[0] == "sse":
		return listen(arguments[1], arguments[2], arguments[3])
	default:
		return errors.New(usage)
	}
}

// trust is the TLS of a client that trusts the authority in a file alone.
func trust(authority string) (*tls.Config, error) {
	certificate, err := os.ReadFile(authority)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(certificate) {
		return nil, fmt.Errorf("no certificate in %s", authority)
	}
	return &tls.Config{RootCAs: roots, ServerName: serverName}, nil
}
