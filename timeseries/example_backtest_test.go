package timeseries_test

import (
	"context"
	"fmt"
	"slices"

	"github.com/clm-go/clm/timeseries"
)

// shopQuarters are the sales of a shop in five years, in thousands.
var shopQuarters = []float64{
	20, 31, 26, 44,
	22, 32, 29, 47,
	23, 36, 29, 51,
	26, 37, 33, 52,
	27, 40, 34, 57,
}

func ExampleNaive() {
	m, err := timeseries.Naive{}.Fit(context.Background(), []float64{8, 10, 9, 12, 11})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Forecast(nil, 3))
	lo, hi := m.Interval(nil, nil, 3, 0.8)
	fmt.Printf("%.1f\n%.1f\n", lo, hi)
	// Output:
	// [11 11 11]
	// [8.5 7.5 6.7]
	// [13.5 14.5 15.3]
}

func ExampleSeasonalNaive() {
	m, err := timeseries.SeasonalNaive{Period: 4}.Fit(context.Background(), shopQuarters)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Forecast(nil, 6))
	// Output:
	// [27 40 34 57 27 40]
}

func ExampleDrift() {
	m, err := timeseries.Drift{}.Fit(context.Background(), []float64{8, 10, 9, 12, 11})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Slope(), m.Forecast(nil, 3))
	// Output:
	// 0.75 [11.75 12.5 13.25]
}

func ExampleMean() {
	m, err := timeseries.Mean{}.Fit(context.Background(), []float64{8, 10, 9, 12, 11})
	if err != nil {
		fmt.Println(err)
		return
	}
	lo, hi := m.Interval(nil, nil, 1, 0.95)
	fmt.Printf("%.1f, most likely between %.1f and %.1f\n", m.Forecast(nil, 1), lo, hi)
	// Output:
	// [10.0], most likely between [5.2] and [14.8]
}

func ExampleWindowAverage() {
	m, err := timeseries.WindowAverage{Window: 3}.Fit(context.Background(), []float64{8, 10, 9, 12, 12})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.Forecast(nil, 2))
	// Output:
	// [11 11]
}

// Which method should forecast the next two quarters? The p tells whether a method and the
// recommended one could be equally good.
func ExampleBacktest() {
	methods := []timeseries.Method{
		timeseries.Named("naive", timeseries.Naive{}),
		timeseries.Named("drift", timeseries.Drift{}),
		timeseries.Named("seasonal naive", timeseries.SeasonalNaive{Period: 4}),
	}
	r, err := timeseries.Backtest{Horizon: 2, MinTrain: 8, Period: 4}.Run(context.Background(), methods, shopQuarters)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, m := range r.Methods {
		fmt.Printf("%-15s MASE %.2f one step ahead, %.2f two; p %.3f\n",
			m.Name, m.Steps[0].MASE, m.Steps[1].MASE, r.Compare(i, r.Recommended, 2)[0].P)
	}
	fmt.Println("recommended:", r.Methods[r.Recommended].Name)
	// Output:
	// naive           MASE 6.97 one step ahead, 4.61 two; p 0.003
	// drift           MASE 7.37 one step ahead, 5.02 two; p 0.005
	// seasonal naive  MASE 0.98 one step ahead, 1.10 two; p NaN
	// recommended: seasonal naive
}

func ExampleBacktestResult_String() {
	methods := []timeseries.Method{
		timeseries.Named("window average", timeseries.WindowAverage{Window: 4}),
		timeseries.Named("seasonal naive", timeseries.SeasonalNaive{Period: 4}),
	}
	r, err := timeseries.Backtest{Horizon: 4, Step: 2, Period: 4}.Run(context.Background(), methods, shopQuarters)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(r)
	// Output:
	// method              MASE     RMSSE     sMAPE       MAE      RMSE   pinball    in 95%     width
	//   window average     3.657     3.926     21.18     8.167     10.27         -         -         -
	// * seasonal naive     1.045     1.047     6.664     2.333     2.739    0.1281       100     10.25
	// the choice is weak: it rests on 3 origins, of which there should be at least 8
}

// Were the second forecasts better, or only luckier?
func ExampleDieboldMariano() {
	first := []float64{3, -2, 4, -1, 2, -5, 3, 1}
	second := []float64{1, -1, 2, 0, 2, -2, 1, -1}
	t, err := timeseries.DieboldMariano{Horizon: 1}.Of(first, second)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("the squares differ by %.2f, p = %.3f\n", t.Difference, t.P)
	// Output:
	// the squares differ by 6.62, p = 0.037
}

// Forecasts for each product; one of them was never sold.
func ExampleFitAll() {
	sales := [][]float64{{5, 7, 6}, {}, {1, 0, 2, 1}}
	for f := range timeseries.FitAll(context.Background(), timeseries.Mean{}, slices.All(sales), 2) {
		if f.Err != nil {
			fmt.Println(f.Key, f.Err)
			continue
		}
		fmt.Println(f.Key, f.Model.Forecast(nil, 2))
	}
	// Output:
	// 0 [6 6]
	// 1 timeseries.Mean.Fit: no observed value among 0, want at least 1: too few data
	// 2 [1 1]
}
