package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// listen prints each event of a stream as it arrives, and fails if the stream is cut or does not come over HTTP/2.
func listen(address, path, authority string) error {
	trusted, err := trust(authority)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+address+path, nil)
	if err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{TLSClientConfig: trusted, ForceAttemptHTTP2: true}}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || response.ProtoMajor != 2 {
		return fmt.Errorf("answered %s over %s", response.Status, response.Proto)
	}
	if kind := response.Header.Get("Content-Type"); kind != "text/event-stream" {
		return errors.New("the answer is of the type " + kind)
	}
	return printEvents(bufio.NewScanner(response.Body))
}

func printEvents(lines *bufio.Scanner) error {
	for lines.Scan() {
		if event, found := strings.CutPrefix(lines.Text(), "data: "); found {
			fmt.Println(event)
		}
	}
	return lines.Err()
}
