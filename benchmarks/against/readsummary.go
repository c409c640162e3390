package main

import (
	"encoding/json"
	"fmt"
	"math"
)

// figures are what both sides of readsummary print.
type figures struct {
	Rows, Kept, Customers int
	Revenue               float64
	Sums                  struct{ Frequency, Recency, T, Monetary float64 }
}

var readSummary = job{
	name:  "read-summary",
	about: "read the gzip file, clean, tally and summarise by day; peer: pandas.read_csv and lifetimes",
	ours:  "./benchmarks/readsummary",
	args:  func(o options, _ string) []string { return []string{o.file} },
	peer:  func(o options) []string { return []string{o.lifetimes, "benchmarks/peers/read_summary.py", o.file} },
	same: func(ours, peer output) (string, error) {
		var a, b figures
		if err := json.Unmarshal(ours.text, &a); err != nil {
			return "", err
		}
		if err := json.Unmarshal(peer.text, &b); err != nil {
			return "", err
		}
		// Ours rounds each line to whole pence, four of them really.
		near := math.Abs(a.Revenue-b.Revenue) < 0.05 && math.Abs(a.Sums.Monetary-b.Sums.Monetary) < 1e-6*b.Sums.Monetary
		a.Revenue, a.Sums.Monetary = b.Revenue, b.Sums.Monetary
		if !near || a != b {
			return "", fmt.Errorf("ours %s, peer %s", ours.text, peer.text)
		}
		return fmt.Sprintf("%d rows, %d kept, %d customers", a.Rows, a.Kept, a.Customers), nil
	},
}
