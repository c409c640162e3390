// Readsummary reads the Online Retail file, cleans it, tallies and summarises
// its customers by day, and prints seconds and figures as
// benchmarks/peers/read_summary.py does.
//
//	go run ./benchmarks/readsummary examples/lifecycle/data/online-retail.csv.gz
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/clm-go/clm/benchmarks/internal/retail"
	"github.com/clm-go/clm/events"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: readsummary FILE")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	start := time.Now()
	log, cleaning, err := retail.Columns().Read(context.Background(), file)
	if err != nil {
		return err
	}
	read := time.Now()
	summaries, err := events.Summaries{AsOf: retail.AsOf(log)}.OfLog(log)
	if err != nil {
		return err
	}
	end := time.Now()

	revenue := 0.0
	sums := map[string]float64{}
	for _, s := range summaries {
		revenue += float64(s.Gross) / 100
		sums["frequency"] += float64(s.Frequency)
		sums["recency"] += float64(s.Recency)
		sums["T"] += float64(s.T)
		sums["monetary"] += s.MeanRepeat / 100
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", " ")
	return out.Encode(map[string]any{
		"rows": cleaning.Read, "kept": log.Len(), "customers": len(summaries), "revenue": revenue, "sums": sums,
		"seconds":         map[string]float64{"read": read.Sub(start).Seconds(), "summary": end.Sub(read).Seconds(), "total": end.Sub(start).Seconds()},
		"rows_per_second": float64(cleaning.Read) / end.Sub(start).Seconds(),
	})
}
