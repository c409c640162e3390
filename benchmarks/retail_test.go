package benchmarks

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"testing"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/benchmarks/internal/retail"
	"github.com/clm-go/clm/events"
)

// orders is the Online Retail file as it lies in the repository.
func orders(b *testing.B) []byte {
	b.Helper()
	data, err := os.ReadFile("../examples/lifecycle/data/online-retail.csv.gz")
	if err != nil {
		b.Fatal(err)
	}
	return data
}

const rows = 541_909

// BenchmarkInflate is the floor of reading: the file is only unpacked.
func BenchmarkInflate(b *testing.B) {
	data := orders(b)
	for b.Loop() {
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkReadCleanTally reads and cleans the file and tallies the customers.
func BenchmarkReadCleanTally(b *testing.B) {
	data := orders(b)
	b.ReportAllocs()
	customers := 0
	for b.Loop() {
		log, _, err := retail.Columns().Read(b.Context(), bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		tally, err := events.NewTally(clm.Day, "UTC")
		if err != nil {
			b.Fatal(err)
		}
		if err := tally.AddLog(log); err != nil {
			b.Fatal(err)
		}
		customers = log.Customers().Len()
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(customers), "customers")
}
