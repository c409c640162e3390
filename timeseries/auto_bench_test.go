package timeseries

import (
	"context"
	"fmt"
	"testing"
)

// seasonalWalk returns a random walk with a season.
func seasonalWalk(n, period int) []float64 {
	y := wander(n, 0.05, uint64(n))
	e := noise(period, 5)
	for i := range y {
		y[i] += 4 * e[i%period]
	}
	return y
}

func BenchmarkAutoARIMA(b *testing.B) {
	for _, c := range []struct{ n, period int }{{120, 1}, {144, 12}, {2000, 1}, {2000, 52}} {
		y := seasonalWalk(c.n, c.period)
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("n=%d/period=%d/workers=%d", c.n, c.period, workers), func(b *testing.B) {
				b.ReportAllocs()
				var m *ARIMAModel
				for b.Loop() {
					var err error
					if m, err = (AutoARIMA{Period: c.period, Workers: workers}).Fit(context.Background(), y); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(m.AICc(), "aicc")
				b.ReportMetric(float64(len(m.Candidates())), "models")
			})
		}
	}
}
