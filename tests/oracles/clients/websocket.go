package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/coder/websocket"
)

// limit is the size of the largest message.
const limit = 8 << 20

// conversations are with an upstream that sends every message back, and closes as its client does.
var conversations = map[string]func(context.Context, *websocket.Conn) error{
	"messages": echoes,
	"ping":     pings,
	"close":    closes,
}

// converse runs a conversation over TLS.
func converse(address, name, authority string) error {
	run, found := conversations[name]
	if !found {
		return fmt.Errorf("no conversation is called %q", name)
	}
	trusted, err := trust(authority)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: trusted}}
	options := &websocket.DialOptions{HTTPClient: client, CompressionMode: websocket.CompressionDisabled}
	connection, _, err := websocket.Dial(ctx, "wss://"+address+"/ws", options)
	if err != nil {
		return err
	}
	defer connection.CloseNow()
	connection.SetReadLimit(limit)
	return run(ctx, connection)
}

// echoes sends messages of all lengths that a frame has a form for, and expects each to come back as it was.
func echoes(ctx context.Context, connection *websocket.Conn) error {
	messages := []struct {
		kind websocket.MessageType
		data []byte
	}{
		{websocket.MessageText, nil},
		{websocket.MessageText, []byte("é")},
		{websocket.MessageBinary, []byte{0, 255}},
		{websocket.MessageText, []byte(strings.Repeat("a", 126))},
		{websocket.MessageBinary, bytes.Repeat([]byte{7}, 1<<16)},
		{websocket.MessageBinary, bytes.Repeat([]byte{9}, limit)},
	}
	for _, sent := range messages {
		if err := connection.Write(ctx, sent.kind, sent.data); err != nil {
			return err
		}
		kind, data, err := connection.Read(ctx)
		if err != nil {
			return err
		}
		if kind != sent.kind || !bytes.Equal(data, sent.data) {
			return fmt.Errorf("%v of %d bytes came back as %v of %d bytes", sent.kind, len(sent.data), kind, len(data))
		}
	}
	return connection.Close(websocket.StatusNormalClosure, "")
}

// pings expects an answer to a ping. The client reads it while it waits for the close.
func pings(ctx context.Context, connection *websocket.Conn) error {
	reading := connection.CloseRead(ctx)
	if err := connection.Ping(ctx); err != nil {
		return err
	}
	return reading.Err()
}

// closes expects its own code and reason back.
func closes(ctx context.Context, connection *websocket.Conn) error {
	if err := connection.Write(ctx, websocket.MessageText, []byte("close 4242 bye")); err != nil {
		return err
	}
	_, _, err := connection.Read(ctx)
	var closed websocket.CloseError
	if !errors.As(err, &closed) || closed.Code != 4242 || closed.Reason != "bye" {
		return fmt.Errorf("expected a close with 4242 and `bye`: %w", err)
	}
	return nil
}
