//go:build tools

// Package main pins kube-score, which judges manifests in the tests: `go build github.com/zegl/kube-score/cmd/kube-score`.
package main

import _ "github.com/zegl/kube-score/cmd/kube-score"
