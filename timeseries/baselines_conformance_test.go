package timeseries_test

import (
	"maps"
	"math"
	"testing"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/modeltest"
	"github.com/clm-go/clm/timeseries"
)

// sales returns 40 values with a season of 4 and a rise; some are missing.
func sales(seed uint64) []float64 {
	y := make([]float64, 40)
	for i := range y {
		y[i] = float64(10*(i%4)+i) + float64((i*17+int(seed))%11)/8
	}
	y[9], y[10], y[39] = math.NaN(), math.NaN(), math.NaN()
	return y
}

// asked is what a baseline answers: forecasts, and limits where there are any.
func asked(m timeseries.Forecaster, y []float64) ([]float64, error) {
	h := max(1, len(y)/2)
	answers := m.Forecast(nil, h)
	if m, ok := m.(timeseries.IntervalForecaster); ok {
		for _, level := range []float64{0.5, 0.95} {
			lo, hi := m.Interval(nil, nil, h, level)
			answers = append(append(answers, lo...), hi...)
		}
	}
	return answers, nil
}

// baselineEdges are the data that every baseline must take or refuse alike; more
// are the ones of this one.
func baselineEdges(more map[string]modeltest.Edge[[]float64]) map[string]modeltest.Edge[[]float64] {
	all := map[string]modeltest.Edge[[]float64]{
		"no value":    {Data: []float64{}, Want: clm.ErrTooFew},
		"all missing": {Data: []float64{math.NaN(), math.NaN()}, Want: clm.ErrTooFew},
		"constant":    {Data: []float64{3, 3, 3, 3, 3, 3, 3, 3, 3}},
		"zeros":       {Data: make([]float64, 12)},
		"huge":        {Data: []float64{1e300, -1e300, 1e300, 1e300, -1e300, 5, 1e300, 7, 8}},
		"tiny":        {Data: []float64{1e-300, -1e-300, 1e-300, 2e-310, -1e-300, 0, 1e-300, 0, 5e-324}},
		"gaps":        {Data: []float64{math.NaN(), 2, 3, 4, 5, math.NaN(), math.NaN(), 8, 9, math.NaN()}},
		"long":        {Data: make([]float64, 200000)},
	}
	maps.Copy(all, more)
	return all
}

// baseline is the exam of one of them.
func baseline[T any, M interface {
	modeltest.Model[T]
	timeseries.Forecaster
}](fitter, zero clm.Fitter[[]float64, M], wrong map[string]clm.Fitter[[]float64, M], edges map[string]modeltest.Edge[[]float64]) modeltest.Case[[]float64, T, M] {
	return modeltest.Case[[]float64, T, M]{
		With:  func(uint64, int) clm.Fitter[[]float64, M] { return fitter },
		Zero:  zero,
		Data:  sales,
		Ask:   func(m M, y []float64) ([]float64, error) { return asked(m, y) },
		Wrong: wrong,
		Bad: map[string]modeltest.Bad[[]float64]{
			"infinite": {Data: []float64{1, 2, 3, 4, 5, math.Inf(-1), 7}, Want: clm.ErrValue, Text: "Fit: value -Inf at row 5"},
		},
		Edge: baselineEdges(edges),
		Skip: map[modeltest.Check]string{
			modeltest.MatrixPart:   "the data are a series",
			modeltest.Seeds:        "nothing is random",
			modeltest.Workers:      "there is nothing to divide",
			modeltest.ProgressFunc: "it is done at once",
		},
	}
}

type edges = map[string]modeltest.Edge[[]float64]

func TestExamNaive(t *testing.T) {
	modeltest.Run(t, baseline[timeseries.NaiveModel](timeseries.Naive{}, timeseries.Naive{}, nil, edges{"one value": {Data: []float64{3}}}))
}

func TestExamDrift(t *testing.T) {
	modeltest.Run(t, baseline[timeseries.DriftModel](timeseries.Drift{}, timeseries.Drift{}, nil, edges{
		"one value":           {Data: []float64{3}, Want: clm.ErrTooFew},
		"one value, and gaps": {Data: []float64{math.NaN(), 3, math.NaN()}, Want: clm.ErrTooFew},
		"two values":          {Data: []float64{3, 5}},
	}))
}

func TestExamMean(t *testing.T) {
	modeltest.Run(t, baseline[timeseries.MeanModel](timeseries.Mean{}, timeseries.Mean{}, nil, edges{"one value": {Data: []float64{3}}}))
}

func TestExamSeasonalNaive(t *testing.T) {
	type fitter = clm.Fitter[[]float64, *timeseries.SeasonalNaiveModel]
	modeltest.Run(t, baseline[timeseries.SeasonalNaiveModel](timeseries.SeasonalNaive{Period: 4}, timeseries.SeasonalNaive{Period: 1}, map[string]fitter{
		"Period":           timeseries.SeasonalNaive{},
		"Period, negative": timeseries.SeasonalNaive{Period: -4},
	}, edges{
		"a season too few":      {Data: []float64{3, 4, 5}, Want: clm.ErrTooFew},
		"one season":            {Data: []float64{3, 4, 5, 6}},
		"a season never there":  {Data: []float64{1, 2, math.NaN(), 4, 5, 6, math.NaN(), 8}, Want: clm.ErrTooFew},
		"a season that is late": {Data: []float64{1, 2, math.NaN(), 4, 5, 6, 7, 8}},
	}))
}

func TestExamWindowAverage(t *testing.T) {
	type fitter = clm.Fitter[[]float64, *timeseries.WindowAverageModel]
	modeltest.Run(t, baseline[timeseries.WindowAverageModel](timeseries.WindowAverage{Window: 3}, timeseries.WindowAverage{Window: 2}, map[string]fitter{
		"Window":           timeseries.WindowAverage{},
		"Window, negative": timeseries.WindowAverage{Window: -1},
	}, edges{
		"too few":            {Data: []float64{3, 4}, Want: clm.ErrTooFew},
		"nothing to average": {Data: []float64{3, 4, math.NaN(), math.NaN(), math.NaN()}, Want: clm.ErrTooFew},
	}))
}
