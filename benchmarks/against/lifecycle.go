package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

var lifecycle = job{
	name:  "lifecycle",
	about: "orders to segments, clusters, cohorts and a report; peer: pandas and scikit-learn, without a report",
	ours:  "./examples/lifecycle",
	args:  func(_ options, dir string) []string { return []string{"-out", dir, "-seed", "42"} },
	peer:  func(o options) []string { return []string{o.python, "benchmarks/peers/lifecycle.py", o.file} },
	same: func(ours, peer output) (string, error) {
		var p struct{ Customers, K int }
		if err := json.Unmarshal(peer.text, &p); err != nil {
			return "", err
		}
		file, err := os.Open(filepath.Join(ours.dir, "customers.csv"))
		if err != nil {
			return "", err
		}
		defer file.Close()
		rows, err := csv.NewReader(file).ReadAll()
		if err != nil {
			return "", err
		}
		clusters := map[string]bool{}
		for _, row := range rows[1:] {
			clusters[row[len(row)-1]] = true
		}
		if len(rows)-1 != p.Customers || len(clusters) != p.K {
			return "", fmt.Errorf("ours %d customers in %d clusters, peer %d in %d", len(rows)-1, len(clusters), p.Customers, p.K)
		}
		return fmt.Sprintf("%d customers, %d clusters", p.Customers, p.K), nil
	},
}
