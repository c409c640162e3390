package timeseries_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/clm-go/clm/timeseries"
)

func BenchmarkBacktest(b *testing.B) {
	for _, n := range []int{156, 10000} {
		b.Run(fmt.Sprintf("n=%d/horizon=13/methods=5/workers=1", n), func(b *testing.B) {
			y, methods := wave(n), allMethods(4)
			b.ReportAllocs()
			var r *timeseries.BacktestResult
			for b.Loop() {
				var err error
				if r, err = (timeseries.Backtest{Horizon: 13, MinTrain: 104, Period: 4, Window: 104, Workers: 1}).Run(b.Context(), methods, y); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(r.Methods[r.Best].Total.MASE, "mase")
		})
	}
}

func BenchmarkFitAll(b *testing.B) {
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("series=10000/n=120/workers=%d", workers), func(b *testing.B) {
			series := slices.Repeat([][]float64{wave(120)}, 10000)
			b.ReportAllocs()
			for b.Loop() {
				for f := range timeseries.FitAll(b.Context(), timeseries.Naive{}, slices.All(series), workers) {
					if f.Err != nil {
						b.Fatal(f.Err)
					}
				}
			}
		})
	}
}
