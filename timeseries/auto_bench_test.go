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

// The subsets of two competitions on which the peers were timed, fit and forecast, two series at a
// time: the first 60 of M4 weekly, and every sixth of M1's monthly series, 100 of them.
func BenchmarkAutoARIMASubset(b *testing.B) {
	for _, c := range []struct {
		name, set    string
		every, count int
	}{{"m4weekly", "weekly", 1, 60}, {"m1", "monthly", 6, 100}} {
		b.Run("set="+c.name, func(b *testing.B) {
			var part []contest
			for i, s := range contests(b, c.set) {
				if i%c.every == 0 && len(part) < c.count {
					part = append(part, s)
				}
			}
			var ours []peerForecast
			for b.Loop() {
				ours = fitContests(part)
			}
			mase, aicc := 0.0, 0.0
			for i, s := range part {
				a, _ := s.errorsOf(ours[i].Mean)
				mase += a / float64(len(part))
				aicc += ours[i].AICc / float64(len(part))
			}
			b.ReportMetric(mase, "mase")
			b.ReportMetric(aicc, "aicc")
		})
	}
}
