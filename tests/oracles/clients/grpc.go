package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/interop"
	testgrpc "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/status"
)

// cases are those of
// https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md that need no account of a cloud, and that fail
// without a server: `cancel_after_begin` and `timeout_on_sleeping_server` do not. One that is written by gRPC ends the
// process when it fails.
var cases = map[string]func(context.Context, *grpc.ClientConn) error{
	"empty_unary":                 of(interop.DoEmptyUnaryCall),
	"large_unary":                 of(interop.DoLargeUnaryCall),
	"client_streaming":            of(interop.DoClientStreaming),
	"server_streaming":            of(interop.DoServerStreaming),
	"ping_pong":                   of(interop.DoPingPong),
	"empty_stream":                of(interop.DoEmptyStream),
	"cancel_after_first_response": of(interop.DoCancelAfterFirstResponse),
	"custom_metadata":             of(interop.DoCustomMetadata),
	"status_code_and_message":     of(interop.DoStatusCodeAndMessage),
	"special_status_message":      of(interop.DoSpecialStatusMessage),
	"unimplemented_method":        unimplemented("/grpc.testing.TestService/UnimplementedCall", "method UnimplementedCall not implemented"),
	"unimplemented_service":       unimplemented("/grpc.testing.UnimplementedService/UnimplementedCall", "unknown service"),
}

func of(run func(context.Context, testgrpc.TestServiceClient, ...grpc.CallOption)) func(context.Context, *grpc.ClientConn) error {
	return func(ctx context.Context, connection *grpc.ClientConn) error {
		run(ctx, testgrpc.NewTestServiceClient(connection))
		return nil
	}
}

// unimplemented expects the message of the server too: a client takes the 404 of a gateway for the same status.
func unimplemented(method, message string) func(context.Context, *grpc.ClientConn) error {
	return func(ctx context.Context, connection *grpc.ClientConn) error {
		err := connection.Invoke(ctx, method, &testgrpc.Empty{}, &testgrpc.Empty{})
		answer := status.Convert(err)
		if answer.Code() != codes.Unimplemented || !strings.HasPrefix(answer.Message(), message) {
			return fmt.Errorf("expected `%s` of the server: %w", message, err)
		}
		return nil
	}
}

// call runs one case against a server at an address, over TLS where a file with its authority is given.
func call(address, name, authority string) error {
	run, found := cases[name]
	if !found {
		return fmt.Errorf("no case is called %q", name)
	}
	transport := insecure.NewCredentials()
	if authority != "" {
		trusted, err := trust(authority)
		if err != nil {
			return err
		}
		transport = credentials.NewTLS(trusted)
	}
	connection, err := grpc.NewClient("passthrough:///"+address, grpc.WithTransportCredentials(transport))
	if err != nil {
		return err
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return run(ctx, connection)
}

// serve answers the cases without TLS, at an address that it prints, until its input ends. It prints which streams their
// clients cancel.
func serve() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := grpc.NewServer(grpc.StreamInterceptor(report))
	testgrpc.RegisterTestServiceServer(server, interop.NewTestServer())
	go func() {
		io.Copy(io.Discard, os.Stdin)
		server.Stop()
	}()
	fmt.Println(listener.Addr())
	return server.Serve(listener)
}

func report(server any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	err := handle(server, stream)
	if stream.Context().Err() != nil {
		fmt.Println("cancelled", info.FullMethod)
	}
	return err
}
