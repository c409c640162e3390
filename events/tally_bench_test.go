package events

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	clm "github.com/clm-go/clm"
)

// shopLog returns a log like that of a mid-sized shop over a year: orders of
// about 20 lines, a few loyal customers and many rare ones.
func shopLog(tb testing.TB, n int) *Log {
	r := rand.New(rand.NewPCG(8, 8))
	start := time.Date(2023, 1, 1, 8, 0, 0, 0, time.UTC)
	list := make([]Event, 0, n)
	for order := 0; len(list) < n; order++ {
		e := Event{
			Order:    fmt.Sprint("o", order),
			Customer: fmt.Sprint("c", min(r.IntN(n/120+1), r.IntN(n/60+1))),
			Time:     start.AddDate(0, 0, order*365*20/n).Add(time.Duration(r.IntN(600)) * time.Minute),
		}
		for range min(1+r.IntN(40), n-len(list)) {
			e.Item = fmt.Sprint("i", min(r.IntN(4000), r.IntN(4000)))
			e.Quantity = float64(1 + r.IntN(12))
			e.Amount = int64(e.Quantity) * int64(50+r.IntN(1000))
			e.Kind = Purchase
			if r.IntN(40) == 0 {
				e.Kind = Refund
			}
			list = append(list, e)
		}
	}
	return makeLog(tb, "Europe/London", list...)
}

func BenchmarkTally(b *testing.B) {
	const n = 541_909
	l := shopLog(b, n)
	for _, unit := range []clm.Unit{clm.Day, clm.Month} {
		b.Run(fmt.Sprintf("events=%d/unit=%s", n, unit), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				t := &Tally{unit: unit, place: l.place, loc: l.loc}
				if err := t.AddLog(l); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

func BenchmarkFeatures(b *testing.B) {
	const n = 541_909
	l := shopLog(b, n)
	f := Features{AsOf: time.Date(2023, 10, 1, 0, 0, 0, 0, time.UTC), Horizon: clm.Period{N: 2, Unit: clm.Month}}
	b.Run(fmt.Sprintf("events=%d", n), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := f.Of(l); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
	})
}

func BenchmarkInteractions(b *testing.B) {
	const n = 541_909
	l := shopLog(b, n)
	b.Run(fmt.Sprintf("events=%d", n), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			l.Interactions(WeightCount)
		}
	})
}

func BenchmarkBaskets(b *testing.B) {
	const n = 541_909
	l := shopLog(b, n)
	b.Run(fmt.Sprintf("events=%d", n), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for range l.Baskets() {
			}
		}
	})
}
