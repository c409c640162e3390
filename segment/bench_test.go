package segment_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/segment"
)

// crowd returns n customers, sorted by id.
func crowd(n int) []events.Summary {
	rng := rand.New(rand.NewPCG(1, 1))
	s := make([]events.Summary, n)
	for i := range s {
		orders := 1
		for rng.IntN(100) < 55 {
			orders++
		}
		s[i] = events.Summary{Customer: fmt.Sprintf("%08d", i), SinceLast: rng.IntN(700), Orders: orders, Total: int64(orders) * rng.Int64N(20000)}
	}
	return s
}

func BenchmarkRFMFit(b *testing.B) {
	for _, n := range []int{10_000, 1_000_000} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			s := crowd(n)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := (segment.RFM{}).Fit(b.Context(), s); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "customers/s")
		})
	}
}

func BenchmarkRFMScores(b *testing.B) {
	const n = 100_000
	s := crowd(n)
	m, err := segment.RFM{}.Fit(b.Context(), s)
	if err != nil {
		b.Fatal(err)
	}
	dst := make([]segment.Score, n)
	b.ReportAllocs()
	for b.Loop() {
		dst = m.Scores(dst, s)
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "customers/s")
}

func BenchmarkSegments(b *testing.B) {
	const n = 100_000
	s := crowd(n)
	m, err := segment.RFM{}.Fit(b.Context(), s)
	if err != nil {
		b.Fatal(err)
	}
	a, err := segment.DefaultRules().Assign(m, s, nil)
	if err != nil {
		b.Fatal(err)
	}
	for name, run := range map[string]func() error{
		"step=assign":  func() error { _, err := segment.DefaultRules().Assign(m, s, nil); return err },
		"step=profile": func() error { _, err := segment.Profile(a, s); return err },
		"step=migrate": func() error { _, err := segment.Migration(a, a); return err },
	} {
		b.Run(fmt.Sprintf("%s/n=%d", name, n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := run(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "customers/s")
		})
	}
}

func BenchmarkCohorts(b *testing.B) {
	const n = 500_000
	rng := rand.New(rand.NewPCG(1, 2))
	start := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	list := make([]events.Event, n)
	for i := range list {
		list[i] = buy(fmt.Sprint(rng.IntN(5000)), fmt.Sprint(i/20), start.Add(time.Duration(rng.IntN(365*24*60))*time.Minute), rng.Int64N(5000))
	}
	l := logOf(b, time.Time{}, list...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := (segment.Cohorts{}).Of(l); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
