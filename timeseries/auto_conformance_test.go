package timeseries_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/modeltest"
	"github.com/clm-go/clm/timeseries"
)

func wrongAutoARIMA() map[string]timeseries.AutoARIMA {
	whole := func(v int) *int { return &v }
	lambda := math.NaN()
	return map[string]timeseries.AutoARIMA{
		"Period, negative":     {Period: -1},
		"Period, huge":         {Period: math.MaxInt},
		"D, negative":          {D: whole(-1)},
		"D, three":             {D: whole(3)},
		"SD, negative":         {SD: whole(-1), Period: 4},
		"SD, two":              {SD: whole(2), Period: 4},
		"SD, without a season": {SD: whole(1)},
		"MaxP, large":          {MaxP: 21},
		"MaxQ, large":          {MaxQ: 21},
		"MaxSP, large":         {MaxSP: 21},
		"MaxSQ, large":         {MaxSQ: 21},
		"MaxD, three":          {MaxD: 3},
		"MaxSD, two":           {MaxSD: 2},
		"MaxOrder, negative":   {MaxOrder: -1},
		"MaxOrder, large":      {MaxOrder: 81},
		"MaxModels, negative":  {MaxModels: -1},
		"Criterion, unknown":   {Criterion: "best"},
		"Constant, unknown":    {Constant: "sometimes"},
		"Lambda, NaN":          {Lambda: &lambda},
		"Workers, negative":    {Workers: -1},
	}
}

func TestExamAutoARIMA(t *testing.T) {
	type fitter = clm.Fitter[[]float64, *timeseries.ARIMAModel]
	wrong := map[string]fitter{}
	for name, c := range wrongAutoARIMA() {
		wrong[name] = c
	}
	lambda, one := 0.5, 1
	series := func(n int, f func(i int) float64) []float64 {
		y := make([]float64, n)
		for i := range y {
			y[i] = f(i)
		}
		return y
	}
	noise := func(i int) float64 { return float64((i*i*7+i*3)%23) + 1 }
	modeltest.Run(t, modeltest.Case[[]float64, timeseries.ARIMAModel, *timeseries.ARIMAModel]{
		With: func(_ uint64, workers int) fitter {
			return timeseries.AutoARIMA{Period: 4, D: &one, SD: &one, MaxP: 1, MaxQ: 1, MaxSP: -1, MaxSQ: 1, MaxD: 1, MaxSD: 1,
				MaxOrder: 3, MaxModels: 20, Criterion: timeseries.BIC, Constant: timeseries.WithConstant, Lambda: &lambda, Workers: workers}
		},
		Zero: timeseries.AutoARIMA{},
		Data: quarterly,
		Ask: func(m *timeseries.ARIMAModel, y []float64) ([]float64, error) {
			return append(m.Forecast(nil, len(y)/2+1), m.LogLik(), m.AICc()), nil
		},
		Wrong: wrong,
		Bad: map[string]modeltest.Bad[[]float64]{
			"infinite": {Data: append(quarterly(1), math.Inf(1)), Want: clm.ErrValue, Text: "timeseries.AutoARIMA.Fit: value +Inf at row 48"},
			"negative": {Data: append(quarterly(1), -2), Want: clm.ErrValue, Text: "value -2 at row 48, want above 0 for Lambda"},
			"1e300":    {Data: append(quarterly(1), 1e300), Want: clm.ErrValue, Text: "value 1e+300 at row 48, want -1e140 to 1e140"},
		},
		Edge: map[string]modeltest.Edge[[]float64]{
			"no value":    {Data: []float64{}, Want: clm.ErrTooFew},
			"all missing": {Data: series(60, func(int) float64 { return math.NaN() }), Want: clm.ErrTooFew},
			"two values":  {Data: []float64{1, 2}, Want: clm.ErrTooFew},
			"too short for the differences asked for": {Data: series(7, noise), Want: clm.ErrTooFew},
			"just enough":       {Data: series(8, noise)},
			"constant":          {Data: series(30, func(int) float64 { return 7 })},
			"a straight line":   {Data: series(30, func(i int) float64 { return float64(3 + i) })},
			"a straight season": {Data: series(30, func(i int) float64 { return float64(3 + i%4) })},
			"explosive":         {Data: series(40, func(i int) float64 { return math.Ldexp(1.5, i) })},
			"mostly small":      {Data: series(60, func(i int) float64 { return 1e-9 + float64(i*i%7/5) })},
			"1e130":             {Data: series(40, func(i int) float64 { return 1e130 * noise(i) })},
			"1e-300":            {Data: series(40, func(i int) float64 { return 1e-300 * noise(i) })},
			"mostly one number": {Data: series(60, func(i int) float64 { return 1 + float64(i%17/16) })},
		},
		Skip: map[modeltest.Check]string{
			modeltest.MatrixPart: "the data are a series",
			modeltest.Seeds:      "nothing is random",
		},
	})
}

// autoWithX is AutoARIMA as the exam wants it: one piece of data.
type autoWithX struct{ timeseries.AutoARIMA }

func (c autoWithX) Fit(ctx context.Context, d pair) (*timeseries.ARIMAXModel, error) {
	return c.FitX(ctx, d.y, d.x)
}

func TestExamAutoARIMAX(t *testing.T) {
	type fitter = clm.Fitter[pair, *timeseries.ARIMAXModel]
	wrong := map[string]fitter{}
	for name, c := range wrongAutoARIMA() {
		wrong[name] = autoWithX{c}
	}
	one := 1
	column := func(seed uint64, f func(i int) float64) pair {
		y := quarterly(seed)
		x := mat.NewDense(len(y), 2, nil)
		for i := range y {
			x.Set(i, 0, float64((i*5+i*i)%7))
			x.Set(i, 1, f(i))
		}
		return pair{y, x}
	}
	usual := func(i int) float64 { return float64((i*11)%13) / 3 }
	modeltest.Run(t, modeltest.Case[pair, timeseries.ARIMAXModel, *timeseries.ARIMAXModel]{
		With: func(_ uint64, workers int) fitter {
			return autoWithX{timeseries.AutoARIMA{Period: 4, D: &one, SD: &one, MaxP: 1, MaxQ: 1, MaxSP: -1, MaxSQ: 1, MaxD: 1, MaxSD: 1,
				MaxModels: 9, Criterion: timeseries.AIC, Constant: timeseries.WithConstant, Workers: workers}}
		},
		Zero: autoWithX{},
		Data: func(seed uint64) pair { return column(seed, usual) },
		Ask: func(m *timeseries.ARIMAXModel, d pair) ([]float64, error) {
			answers, err := m.Forecast(nil, d.x)
			return append(answers, m.LogLik(), m.AICc()), err
		},
		Wrong: wrong,
		Bad: map[string]modeltest.Bad[pair]{
			"infinite":   {Data: pair{append(quarterly(1), math.Inf(1)), mat.NewDense(49, 2, nil)}, Want: clm.ErrValue, Text: "timeseries.AutoARIMA.FitX: value +Inf at row 48"},
			"missing":    {Data: column(1, func(i int) float64 { return map[int]float64{9: math.NaN()}[i] }), Want: clm.ErrValue, Text: "value NaN at row 9, column 1"},
			"other rows": {Data: pair{quarterly(1), mat.NewDense(5, 2, nil)}, Want: clm.ErrShape, Text: "5 rows of regressors for 48 values"},
			"zeros":      {Data: column(1, func(int) float64 { return 0 }), Want: clm.ErrValue, Text: "column 1 of the regressors"},
			"constant":   {Data: column(1, func(int) float64 { return 1 }), Want: clm.ErrValue, Text: "column 1 of the regressors"},
		},
		Edge: map[string]modeltest.Edge[pair]{
			"large x": {Data: column(1, func(i int) float64 { return 1e100 * usual(i) })},
		},
		Same: func(a, b pair) bool {
			same := func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) }
			return slices.EqualFunc(a.y, b.y, same) && mat.Equal(a.x, b.x)
		},
		Scribble: func(d pair) {
			for i := range d.y {
				d.y[i] = -1e300
			}
			d.x.Scale(-3, d.x)
		},
		Skip: map[modeltest.Check]string{
			modeltest.MatrixPart: "a row is a moment of a series",
			modeltest.Seeds:      "nothing is random",
		},
	})
}
