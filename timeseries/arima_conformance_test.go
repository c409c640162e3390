package timeseries_test

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/modeltest"
	"github.com/clm-go/clm/timeseries"
)

// quarterly returns 48 values above 0 with a season of 4 and a rise; some are
// missing.
func quarterly(seed uint64) []float64 {
	y := make([]float64, 48)
	for i := range y {
		y[i] = 20 + float64(10*(i%4)+i) + float64((i*17+int(seed))%11)/2
	}
	y[0], y[9], y[10] = math.NaN(), math.NaN(), math.NaN()
	return y
}

func wrongARIMA() map[string]timeseries.ARIMA {
	at := func(v float64) *float64 { return &v }
	return map[string]timeseries.ARIMA{
		"P, negative":         {P: -1},
		"D, negative":         {D: -1},
		"Q, negative":         {Q: -1},
		"SP, negative":        {SP: -1, Period: 4},
		"SD, negative":        {SD: -1, Period: 4},
		"SQ, negative":        {SQ: -1, Period: 4},
		"SP, huge":            {SP: math.MaxInt, Period: 4},
		"Period, negative":    {Period: -1},
		"Period, none":        {SD: 1},
		"Period, one":         {SP: 1, Period: 1},
		"Period, huge":        {SP: 1, Period: math.MaxInt},
		"Constant, unknown":   {Constant: "sometimes"},
		"Method, unknown":     {Method: "best"},
		"Lambda, NaN":         {Lambda: at(math.NaN())},
		"Lambda, infinite":    {Lambda: at(math.Inf(1))},
		"Lambda, far too big": {Lambda: at(99)},
	}
}

func TestExamARIMA(t *testing.T) {
	type fitter = clm.Fitter[[]float64, *timeseries.ARIMAModel]
	wrong := map[string]fitter{}
	for name, c := range wrongARIMA() {
		wrong[name] = c
	}
	lambda := 0.5
	series := func(n int, f func(i int) float64) []float64 {
		y := make([]float64, n)
		for i := range y {
			y[i] = f(i)
		}
		return y
	}
	noise := func(i int) float64 { return float64((i*i*7+i*3)%23) + 1 }
	modeltest.Run(t, modeltest.Case[[]float64, timeseries.ARIMAModel, *timeseries.ARIMAModel]{
		With: func(uint64, int) fitter {
			return timeseries.ARIMA{P: 1, Q: 1, SP: 1, SD: 1, SQ: 1, Period: 4, Constant: timeseries.WithConstant, Method: timeseries.ML, Lambda: &lambda}
		},
		Zero: timeseries.ARIMA{},
		Data: quarterly,
		Ask: func(m *timeseries.ARIMAModel, y []float64) ([]float64, error) {
			h := len(y)/2 + 1
			answers := m.Forecast(nil, h)
			lo, hi := m.Interval(nil, nil, h, 0.9)
			answers = append(append(answers, lo...), hi...)
			answers = append(answers, m.LogLik(), m.Sigma2(), m.AIC(), m.AICc(), m.BIC(), m.Intercept(), float64(m.Used()), float64(m.Len()))
			for _, c := range m.Coefficients() {
				answers = append(answers, c.Value, c.SE)
			}
			next, err := m.Append(30, math.NaN(), 31)
			if err != nil {
				return nil, err
			}
			return append(answers, next.Forecast(nil, 5)...), nil
		},
		Wrong: wrong,
		Bad: map[string]modeltest.Bad[[]float64]{
			"infinite": {Data: append(quarterly(1), math.Inf(1)), Want: clm.ErrValue, Text: "timeseries.ARIMA.Fit: value +Inf at row 48"},
			"zero":     {Data: append(quarterly(1), 0), Want: clm.ErrValue, Text: "value 0 at row 48, want above 0 for Lambda"},
			"negative": {Data: append(quarterly(1), -2), Want: clm.ErrValue, Text: "value -2 at row 48, want above 0 for Lambda"},
			"1e300":    {Data: append(quarterly(1), 1e300), Want: clm.ErrValue, Text: "value 1e+300 at row 48, want -1e140 to 1e140"},
		},
		Edge: map[string]modeltest.Edge[[]float64]{
			"no value":          {Data: []float64{}, Want: clm.ErrTooFew},
			"all missing":       {Data: series(60, func(int) float64 { return math.NaN() }), Want: clm.ErrTooFew},
			"one value":         {Data: []float64{1}, Want: clm.ErrTooFew},
			"a value less":      {Data: series(11, noise), Want: clm.ErrTooFew},
			"just enough":       {Data: series(12, noise)},
			"a season missing":  {Data: series(60, func(i int) float64 { return map[bool]float64{true: math.NaN(), false: noise(i)}[i%4 == 2] }), Want: clm.ErrTooFew},
			"constant":          {Data: series(30, func(int) float64 { return 7 })},
			"a straight season": {Data: series(30, func(i int) float64 { return float64(3 + i%4) })},
			"explosive":         {Data: series(40, func(i int) float64 { return math.Ldexp(1.5, i) })},
			"1e130":             {Data: series(40, func(i int) float64 { return 1e130 * noise(i) })},
			"1e-300":            {Data: series(40, func(i int) float64 { return 1e-300 * noise(i) })},
			"mostly one number": {Data: series(60, func(i int) float64 { return 1 + float64(i%17/16) })},
			"gaps":              {Data: series(60, func(i int) float64 { return map[bool]float64{true: math.NaN(), false: noise(i)}[i%7 == 2 || i > 57] })},
		},
		Skip: map[modeltest.Check]string{
			modeltest.MatrixPart:   "the data are a series",
			modeltest.Seeds:        "nothing is random",
			modeltest.Workers:      "one series is too little to divide",
			modeltest.ProgressFunc: "it is done in milliseconds",
		},
	})
}

// pair is a series with a table of regressors.
type pair struct {
	y []float64
	x *mat.Dense
}

// withX is ARIMA as the exam wants it: one piece of data.
type withX struct{ timeseries.ARIMA }

func (c withX) Fit(ctx context.Context, d pair) (*timeseries.ARIMAXModel, error) {
	return c.FitX(ctx, d.y, d.x)
}

func TestExamARIMAX(t *testing.T) {
	type fitter = clm.Fitter[pair, *timeseries.ARIMAXModel]
	wrong := map[string]fitter{}
	for name, c := range wrongARIMA() {
		wrong[name] = withX{c}
	}
	data := func(seed uint64) pair {
		y := quarterly(seed)
		x := mat.NewDense(len(y), 2, nil)
		for i := range y {
			x.Set(i, 0, float64((i*5+i*i)%7))
			x.Set(i, 1, float64((i*11)%13)/3)
		}
		return pair{y, x}
	}
	spoiled := func(i, j int, v float64) pair {
		d := data(1)
		d.x.Set(i, j, v)
		return d
	}
	column := func(f func(i int) float64) pair {
		d := data(1)
		for i := range d.y {
			d.x.Set(i, 1, f(i))
		}
		return d
	}
	lambda := 0.5
	modeltest.Run(t, modeltest.Case[pair, timeseries.ARIMAXModel, *timeseries.ARIMAXModel]{
		With: func(uint64, int) fitter {
			return withX{timeseries.ARIMA{P: 1, Q: 1, SP: 1, SD: 1, SQ: 1, Period: 4, Constant: timeseries.WithConstant, Method: timeseries.ML, Lambda: &lambda}}
		},
		Zero: withX{},
		Data: data,
		Ask: func(m *timeseries.ARIMAXModel, d pair) ([]float64, error) {
			answers, err := m.Forecast(nil, d.x)
			if err != nil {
				return nil, err
			}
			lo, hi, err := m.Interval(nil, nil, d.x, 0.9)
			if err != nil {
				return nil, err
			}
			answers = append(append(answers, lo...), hi...)
			for _, c := range m.Coefficients() {
				answers = append(answers, c.Value, c.SE)
			}
			next, err := m.AppendX([]float64{30, math.NaN(), 31}, d.x.Slice(0, 3, 0, 2))
			if err != nil {
				return nil, err
			}
			more, err := next.Forecast(nil, d.x)
			return append(answers, more...), err
		},
		Wrong: wrong,
		Bad: map[string]modeltest.Bad[pair]{
			"infinite":       {Data: pair{append(quarterly(1), math.Inf(1)), mat.NewDense(49, 2, nil)}, Want: clm.ErrValue, Text: "timeseries.ARIMA.FitX: value +Inf at row 48"},
			"missing":        {Data: spoiled(9, 1, math.NaN()), Want: clm.ErrValue, Text: "value NaN at row 9, column 1"},
			"infinite x":     {Data: spoiled(3, 0, math.Inf(-1)), Want: clm.ErrValue, Text: "value -Inf at row 3, column 0"},
			"other rows":     {Data: pair{quarterly(1), mat.NewDense(5, 2, nil)}, Want: clm.ErrShape, Text: "5 rows of regressors for 48 values"},
			"constant":       {Data: column(func(int) float64 { return 1 }), Want: clm.ErrValue, Text: "column 1 of the regressors"},
			"trend":          {Data: column(func(i int) float64 { return float64(3 * i) }), Want: clm.ErrValue, Text: "column 1 of the regressors"},
			"zeros":          {Data: column(func(int) float64 { return 0 }), Want: clm.ErrValue, Text: "column 1 of the regressors"},
			"twice":          {Data: column(func(i int) float64 { return 2 * float64((i*5+i*i)%7) }), Want: clm.ErrValue, Text: "column 1 of the regressors"},
			"season":         {Data: column(func(i int) float64 { return float64(i % 4) }), Want: clm.ErrValue, Text: "column 1 of the regressors"},
			"where none is":  {Data: column(func(i int) float64 { return map[int]float64{0: 2, 9: 1}[i] }), Want: clm.ErrValue, Text: "column 1 of the regressors"},
			"too few values": {Data: pair{quarterly(1)[:14], data(1).x.Slice(0, 14, 0, 2).(*mat.Dense)}, Want: clm.ErrTooFew},
		},
		Edge: map[string]modeltest.Edge[pair]{
			"large x": {Data: column(func(i int) float64 { return 1e100 * float64((i*i)%5) })},
		},
		Same: func(a, b pair) bool {
			for i := range a.y {
				if math.Float64bits(a.y[i]) != math.Float64bits(b.y[i]) {
					return false
				}
			}
			return len(a.y) == len(b.y) && mat.Equal(a.x, b.x)
		},
		Scribble: func(d pair) {
			for i := range d.y {
				d.y[i] = -1e300
			}
			d.x.Scale(-3, d.x)
		},
		Skip: map[modeltest.Check]string{
			modeltest.MatrixPart:   "a row is a moment of a series",
			modeltest.Seeds:        "nothing is random",
			modeltest.Workers:      "one series is too little to divide",
			modeltest.ProgressFunc: "it is done in milliseconds",
		},
	})
}
