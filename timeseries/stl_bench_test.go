package timeseries

import (
	"fmt"
	"testing"
)

func BenchmarkSTL(b *testing.B) {
	for _, s := range []struct{ n, period, window int }{{8760, 24, 13}, {8760, 24, 0}, {240, 12, 13}, {100_000, 7, 13}} {
		y := wave(1, s.n, s.period)
		for _, robust := range []bool{false, true} {
			b.Run(fmt.Sprintf("n=%d/period=%d/window=%d/robust=%v", s.n, s.period, s.window, robust), func(b *testing.B) {
				b.ReportAllocs()
				var d *Decomposition
				for b.Loop() {
					var err error
					if d, err = (STL{Period: s.period, SeasonalWindow: s.window, Robust: robust}).Of(b.Context(), y); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(d.SeasonalStrength(), "seasonal-strength")
			})
		}
	}
}
