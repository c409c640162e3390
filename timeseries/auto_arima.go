package timeseries

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
)

// AutoARIMA forecasts a series from its own past without being told how: it finds the
// orders of an [ARIMA] model, and whether it has a mean or drift. Take it for a
// series with at most one season that nobody has studied, or for thousands of them.
//
// It decides in this order:
//
//  1. A series that does not vary gets a model that continues it.
//  2. D = 1 if the strength of the season by [STL] is above 0.64.
//  3. d is the number of differences, after the seasonal one, up to which the [KPSS] test
//     about the level rejects at 5 %.
//  4. Orders are limited: p, q ≤ 5, P, Q ≤ 2, p and q ≤ n/3 and, with a season,
//     less than the period, P and Q ≤ n/(3·Period).
//  5. Stepwise: of (2,d,2)(1,D,1), (0,d,0)(0,D,0), (1,d,0)(1,D,0) and (0,d,1)(0,D,1),
//     each with a mean or drift where d + D ≤ 1, and the second without, the best is
//     where a walk begins, from neighbour to better neighbour. Or Full: all models with
//     p + q + P + Q ≤ MaxOrder.
//  6. A model is refused if a root of its autoregression has a modulus under 1.01, or one of its moving
//     average under 1.01 or 1 + 1/n, whichever is less, with n observed values less those that differencing takes, or
//     if its standard errors do not exist. The lowest AICc wins, the first of equal ones.
//
// All models are compared by exact likelihood, and at equal d and D only. The search for the coefficients of
// a model begins at a start of [ARIMA] and at those of the best model so far, and stops where the log likelihood is
// within about 1e-4 of an optimum, which for one model in a hundred is not the best one that [ARIMA] would find; the
// model that wins is then fitted to the end. A series too short for its differences gets fewer of them, and one too short for
// an order a lower one; with fewer than three periods it may have no season at all, and the report
// says so.
//
// [ARIMAModel.Candidates] lists what was looked at; the report says why differences were
// taken. Time: that of 10 to 94 fits of [ARIMA], O(n·r) per likelihood, and of one [STL], O(n).
// Memory: that of one fit for each worker.
//
// Source: R. J. Hyndman and Y. Khandakar, Automatic time series forecasting: the forecast
// package for R, 2008, DOI 10.18637/jss.v027.i03, with the rules of the package's version
// 8.20.
//
// Differs from R: forecast::auto.arima refuses moving averages with roots under 1.01 for any n; where the likelihood
// rises up to where a root is refused, another optimum that is nearly as good counts here; R compares long series
// (n > 150) and long seasons (above 12) by
// conditional sums of squares unless told otherwise; its likelihood has a large prior
// variance; AICc is not defined here for n − d* ≤ k + 1, where R's formula changes sign;
// a series counts as constant where its values differ by less than 1e-12 of their size, not
// 1.5e-8; gaps in a seasonal series are filled on lines between equal seasons before STL.
type AutoARIMA struct {
	Period int // values in a season, such as 12 for months; 0 means no season, and so does 1

	D  *int // number of differences, 0 to 2; nil lets the series decide
	SD *int // number of seasonal differences, 0 or 1; nil lets the series decide

	MaxP  int // largest p; 0 means 5, negative none
	MaxQ  int // largest q; 0 means 5, negative none
	MaxSP int // largest P; 0 means 2, negative none
	MaxSQ int // largest Q; 0 means 2, negative none
	MaxD  int // most differences that the series may decide for, up to 2; 0 means 2, negative none
	MaxSD int // most seasonal differences that the series may decide for, up to 1; 0 means 1, negative none

	Full      bool // looks at all models up to MaxOrder; false means a walk from neighbour to neighbour
	MaxOrder  int  // largest p + q + P + Q with Full; 0 means 5
	MaxModels int  // most models to look at without Full; 0 means 94

	Criterion Criterion     // what is compared; "" is [AICc]
	Constant  ARIMAConstant // "" is [WithConstant], which lets the criterion decide about mean or drift

	// Lambda is that of the Box–Cox transformation before all else; nil means none.
	// See [ARIMA].
	Lambda *float64

	Workers  int                   // models fitted at a time; 0 means GOMAXPROCS; never changes the result
	Progress func(done, total int) `json:"-"` // is told about models looked at, total 0 until the end; nil is silent
}

// Criterion is a figure that weighs likelihood against the number of coefficients; less
// is better.
type Criterion string

// The values of [AutoARIMA].Criterion, with k the number of coefficients and σ², and n that
// of values after differencing.
const (
	AICc Criterion = "aicc" // AIC + 2k(k+1)/(n−k−1)
	AIC  Criterion = "aic"  // 2k − 2·log L
	BIC  Criterion = "bic"  // k·log n − 2·log L
)

// Fit finds the orders for a series, one value for each unit of time, NaN where a value is
// missing, and fits the model.
//
// It returns a [clm.ConfigError] for a wrong field; the [clm.ValueError] and [clm.LimitError] of
// [ARIMA.Fit]; an error that wraps [clm.ErrTooFew] for fewer than three observed values, or where
// D or SD ask for more; and the cause of the context.
func (c AutoARIMA) Fit(ctx context.Context, y []float64) (*ARIMAModel, error) {
	e, err := c.choose(ctx, "timeseries.AutoARIMA.Fit", y, nil)
	if err != nil {
		return nil, err
	}
	return &ARIMAModel{*e}, nil
}

// FitX finds the orders for a series and regressors: row i of x belongs to y[i]. The differences
// are decided on what a regression on x leaves of y.
//
// It returns the errors of Fit and those of [ARIMA.FitX].
func (c AutoARIMA) FitX(ctx context.Context, y []float64, x mat.Matrix) (*ARIMAXModel, error) {
	const op = "timeseries.AutoARIMA.FitX"
	if rows, _ := x.Dims(); rows != len(y) {
		return nil, &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d rows of regressors for %d values", rows, len(y)), Want: "one row for each value"}
	}
	columns, err := regressorsOf(op, x)
	if err != nil {
		return nil, err
	}
	e, err := c.choose(ctx, op, y, columns)
	if err != nil {
		return nil, err
	}
	return &ARIMAXModel{*e}, nil
}

func (c AutoARIMA) check() error {
	const typ = "timeseries.AutoARIMA"
	for _, f := range []struct {
		name         string
		v, low, most int
	}{
		{"Period", c.Period, 0, 1e6}, {"MaxP", c.MaxP, math.MinInt, 20}, {"MaxQ", c.MaxQ, math.MinInt, 20},
		{"MaxSP", c.MaxSP, math.MinInt, 20}, {"MaxSQ", c.MaxSQ, math.MinInt, 20}, {"MaxD", c.MaxD, math.MinInt, 2},
		{"MaxSD", c.MaxSD, math.MinInt, 1}, {"MaxOrder", c.MaxOrder, 0, 80}, {"MaxModels", c.MaxModels, 0, math.MaxInt},
		{"Workers", c.Workers, 0, math.MaxInt},
	} {
		if f.v < f.low || f.v > f.most {
			want := fmt.Sprintf("at most %d", f.most)
			switch {
			case f.most == math.MaxInt:
				want = fmt.Sprintf("at least %d", f.low)
			case f.low > math.MinInt:
				want = fmt.Sprintf("%d to %d", f.low, f.most)
			}
			return &clm.ConfigError{Type: typ, Field: f.name, Value: f.v, Want: want}
		}
	}
	if c.D != nil {
		if err := check.Int(typ, "D", *c.D, 0, 2); err != nil {
			return err
		}
	}
	if c.SD != nil {
		if err := check.Int(typ, "SD", *c.SD, 0, 1); err != nil {
			return err
		}
		if *c.SD > 0 && c.Period < 2 {
			return &clm.ConfigError{Type: typ, Field: "SD", Value: *c.SD, Want: "0 without a Period"}
		}
	}
	if err := check.OneOf(typ, "Criterion", c.Criterion, "", AICc, AIC, BIC); err != nil {
		return err
	}
	if err := check.OneOf(typ, "Constant", c.Constant, "", WithConstant, WithoutConstant); err != nil {
		return err
	}
	if c.Lambda != nil {
		return checkLambda(typ, "Lambda", *c.Lambda)
	}
	return nil
}
