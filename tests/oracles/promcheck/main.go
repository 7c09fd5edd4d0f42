// Command promcheck holds metrics and rules to what `promtool check metrics` and `promtool check rules` hold them to:
// the packages are those of promtool. It prints one problem a line; of rules it also prints the metrics that they read.
package main

import (
	"fmt"
	"log/slog"
	"os"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/rulefmt"
	"github.com/prometheus/prometheus/promql/parser"
)

func main() {
	if len(os.Args) != 3 {
		fail("usage: promcheck metrics|rules FILE")
	}
	switch os.Args[1] {
	case "metrics":
		metrics(os.Args[2])
	case "rules":
		rules(os.Args[2])
	default:
		fail("usage: promcheck metrics|rules FILE")
	}
}

func metrics(path string) {
	file, err := os.Open(path)
	if err != nil {
		fail(err)
	}
	defer file.Close()
	problems, err := promlint.New(file).Lint()
	if err != nil {
		fail(err)
	}
	for _, problem := range problems {
		fmt.Printf("problem %s: %s\n", problem.Metric, problem.Text)
	}
}

func rules(path string) {
	groups, errs := rulefmt.ParseFile(path, false, model.UTF8Validation, parser.NewParser(parser.Options{}), slog.Default())
	for _, err := range errs {
		fmt.Printf("problem %v\n", err)
	}
	if groups == nil {
		return
	}
	for _, group := range groups.Groups {
		for _, rule := range group.Rules {
			expression, err := parser.NewParser(parser.Options{}).ParseExpr(rule.Expr)
			if err != nil {
				fmt.Printf("problem %s: %v\n", rule.Alert, err)
				continue
			}
			for _, selectors := range parser.ExtractSelectors(expression) {
				for _, matcher := range selectors {
					if matcher.Name == model.MetricNameLabel {
						fmt.Printf("metric %s\n", matcher.Value)
					}
				}
			}
		}
	}
}

func fail(message any) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(1)
}
