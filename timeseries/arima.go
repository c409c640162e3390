package timeseries

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/view"
)

// ARIMA forecasts a series from its own past: sales of the coming weeks from those of
// the past years, with a season if there is one. It is the method to take for one series
// whose orders are known; AutoARIMA finds the orders.
//
//	φ(B)·Φ(Bˢ)·(1−B)ᵈ·(1−Bˢ)ᴰ·(X_t − m_t) = θ(B)·Θ(Bˢ)·ε_t
//	φ(B) = 1 − φ₁B − … − φ_pB^p    θ(B) = 1 + θ₁B + … + θ_qB^q
//	Φ(Bˢ) = 1 − Φ₁Bˢ − … − Φ_PB^sP  Θ(Bˢ) = 1 + Θ₁Bˢ + … + Θ_QB^sQ
//
// B takes the value before, ε_t is independent noise N(0, σ²), and m_t is the mean μ
// where nothing is differenced (d + D = 0), a drift δ·t where one difference is taken
// (d + D = 1; the differenced series has the mean δ, or s·δ where D = 1), and
// nothing above; with regressors it has β′x_t too ([ARIMA.FitX]). Without seasonal
// factors that is
//
//	X_t = c + φ₁X_{t−1} + … + φ_pX_{t−p} + ε_t + θ₁ε_{t−1} + … + θ_qε_{t−q}
//
// and [ARIMAModel.Intercept] is c. The signs are those of R. Many books have θ with
// the other sign.
//
// [ML] makes the exact Gaussian likelihood of the differenced series as large as it can
// be: the first d* = d + D·s values are not modelled, and a missing value (NaN), at
// any place, is left out of the likelihood exactly. Three starts are at hand: Hannan and
// Rissanen's regression, that moved on to about the least conditional sum of squares, and
// zeros. The search begins at the best of them; with more than four coefficients it looks round from the others too.
// Where it ends near a unit root (modulus below 1.05, that of a seasonal factor in Bˢ), with factors that nearly cancel
// (inverse roots within 0.2) or with coefficients that the series hardly settles, it looks round from all of them, for
// mixed processes from both sides of where factors cancel, and for p > 1 from cycles of several lengths. Where another
// optimum may be as good, it searches there. Likelihoods of short series with many coefficients have optima that all this
// may miss. The best end is kept, the
// first of equally good ones. The report says so (unit roots as above, factors within 0.05),
// with a rival optimum that is nearly as good. [CSS] makes the sum of
// squares of the innovations small, given the first d* + p + P·s values.
//
// The objective in the report is the log likelihood, and more is better. A series
// that is constant after differencing has coefficients 0, σ² = 0 and the log
// likelihood +Inf: forecasts continue it.
//
// It takes some dozens of values, better two and more whole seasons; from much fewer values than 50 the
// orders matter more than the coefficients. It does not suit series with many zeros,
// sudden changes of level, or several seasons at once.
//
// Time: O(r) per value and likelihood for complete series, r = max(p + P·s, q + Q·s + 1),
// and O(k²) likelihoods for k coefficients. With several missing values O((q + Q·s + g)² + j·(q + Q·s)) per value
// and likelihood, g those among p + P·s + d* values in a row and j the regressors and the missing
// ones among the first d* values; and once O((r + g)²) per value. Memory: O(n·j + (r + d*)²).
//
// Source: G. E. P. Box and G. M. Jenkins, Time Series Analysis: Forecasting and Control,
// Holden-Day, 1970; J. Durbin and S. J. Koopman, Time Series Analysis by State Space
// Methods, 2nd edition, Oxford University Press, 2012, DOI
// 10.1093/acprof:oso/9780199641178.001.0001.
// Differs from R: stats::arima gives the first values a large variance (1e6) where this has
// none at all, which moves its log likelihood with d + D > 0 by up to about 5e-3;
// its drift needs a regressor, as forecast::Arima does it; with CSS the coefficients are kept stationary
// and invertible, and the log likelihood counts only the values that it is of; residuals are not divided by their standard deviation.
type ARIMA struct {
	P int // order p, how many past values count; 0 means none
	D int // order d, how often the series is differenced; 0 means not at all
	Q int // order q, how many past innovations count; 0 means none

	SP int // seasonal order P, of values whole periods ago; 0 means none
	SD int // seasonal order D, differences from a period ago; 0 means none
	SQ int // seasonal order Q, of innovations whole periods ago; 0 means none

	Period int // s, values in a season, such as 12 for months; 0 means no season, which is fine without seasonal orders

	Constant ARIMAConstant // "" is [WithConstant]

	Method ARIMAMethod // "" is [ML]

	// Lambda is that of the Box–Cox transformation before all else, −5 to 5: 0 takes
	// logarithms, and values must be above 0. Forecasts are taken back and are medians.
	// Nil means no transformation.
	Lambda *float64
}

// ARIMAConstant says whether there is a mean or drift.
type ARIMAConstant string

// The values of [ARIMA].Constant.
const (
	WithConstant    ARIMAConstant = "with" // mean for d + D = 0, drift for d + D = 1, nothing above
	WithoutConstant ARIMAConstant = "none" // no mean and no drift
)

// ARIMAMethod says how coefficients are estimated.
type ARIMAMethod string

// The values of [ARIMA].Method.
const (
	ML  ARIMAMethod = "ml"  // exact maximum likelihood
	CSS ARIMAMethod = "css" // least conditional sum of squares; the series must be complete
)

const (
	// hugest is the largest value of a series whose squares can be added, and tiniest how large the
	// largest one must be for that, if it is not 0.
	hugest, tiniest = 1e140, 1e-140
	// mostStates bounds r + d*, whose square is the memory of a state.
	mostStates = 2048
)

// Fit learns from a series, one value for each unit of time, NaN where a value is missing.
//
// It returns a [clm.ConfigError] for a wrong field; a [clm.ValueError] with the row of
// a value that is infinite or beyond ±1e140, for Lambda not above 0, for CSS missing
// between others, and of the largest value where all are within ±1e-140 but not all 0;
// [clm.ErrTooFew] where there are fewer than d* + k + 2 observed values
// (k the coefficients, mean or drift, and σ²), for CSS fewer than d* + p + P·s + k, no more values than one
// period, too few to difference, or a season without any value, which is named; a [clm.LimitError] where
// r + d* is above 2048; and the cause of the context.
func (c ARIMA) Fit(ctx context.Context, y []float64) (*ARIMAModel, error) {
	e, err := c.fit(ctx, "timeseries.ARIMA.Fit", y, nil)
	if err != nil {
		return nil, err
	}
	return &ARIMAModel{*e}, nil
}

// FitX learns from a series and regressors: row i of x belongs to y[i], such as a
// price, or 1 on holidays. The model forecasts only with the regressors of the future.
//
// It returns the errors of [ARIMA.Fit], a [clm.ShapeError] where x has not one row for
// each value, a [clm.ValueError] with the place of a number of x that is NaN, infinite or
// beyond ±1e140, or of the largest one of a column that is within ±1e-140 but not 0, and an
// error that wraps [clm.ErrValue] and names the column where a
// column is, after differencing and on the rows with an observed value, a combination of
// the columns before it, or differs from one by less than a millionth: a constant beside the mean or
// where a difference is taken, a trend beside the drift.
func (c ARIMA) FitX(ctx context.Context, y []float64, x mat.Matrix) (*ARIMAXModel, error) {
	const op = "timeseries.ARIMA.FitX"
	rows, _ := view.Of(x).Dims()
	if rows != len(y) {
		return nil, &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d rows of regressors for %d values", rows, len(y)), Want: "one row for each value"}
	}
	cols, err := regressorsOf(op, x)
	if err != nil {
		return nil, err
	}
	e, err := c.fit(ctx, op, y, cols)
	if err != nil {
		return nil, err
	}
	return &ARIMAXModel{*e}, nil
}

// fit estimates.
func (c ARIMA) fit(ctx context.Context, op string, y []float64, x [][]float64) (*estimate, error) {
	p, err := c.problem(ctx, op, y, x)
	if err != nil {
		return nil, err
	}
	return p.estimate(ctx)
}

// regressorsOf returns the columns of x.
func regressorsOf(op string, x mat.Matrix) ([][]float64, error) {
	v := view.Of(x)
	n, k := v.Dims()
	cols := make([][]float64, k)
	flat := make([]float64, n*k)
	for j := range cols {
		cols[j] = flat[j*n:][:n:n]
	}
	row := make([]float64, k)
	for i := range n {
		r := v.Row(i, row)
		if err := regressorBound.Values(op, i, r); err != nil {
			return nil, err
		}
		for j, a := range r {
			cols[j][i] = a
		}
	}
	return cols, nil
}

// regressorBound is what a regressor may be.
var regressorBound = check.Magnitude{Most: hugest, Want: "-1e140 to 1e140"}

// orders returns the orders, with the period 1 where nothing is seasonal.
func (c ARIMA) orders() orders {
	o := orders{c.P, c.D, c.Q, c.SP, c.SD, c.SQ, c.Period}
	if c.SP+c.SD+c.SQ == 0 {
		o.period = 1
	}
	return o
}

// constant tells whether there is a mean or drift to estimate.
func (c ARIMA) constant() bool { return c.Constant != WithoutConstant && c.D+c.SD < 2 }

func (c ARIMA) check() error {
	const typ = "timeseries.ARIMA"
	seasonal := 0
	for _, f := range []struct {
		name     string
		v, most  int
		seasonal bool
	}{
		{"P", c.P, 1000, false}, {"D", c.D, 10, false}, {"Q", c.Q, 1000, false},
		{"SP", c.SP, 1000, true}, {"SD", c.SD, 10, true}, {"SQ", c.SQ, 1000, true},
		{"Period", c.Period, 1e6, false},
	} {
		if err := check.Int(typ, f.name, f.v, 0, f.most); err != nil {
			return err
		}
		if f.seasonal {
			seasonal += f.v
		}
	}
	if seasonal > 0 && c.Period < 2 {
		return &clm.ConfigError{Type: typ, Field: "Period", Value: c.Period, Want: "at least 2 with seasonal orders"}
	}
	if err := check.OneOf(typ, "Constant", c.Constant, "", WithConstant, WithoutConstant); err != nil {
		return err
	}
	if err := check.OneOf(typ, "Method", c.Method, "", ML, CSS); err != nil {
		return err
	}
	if c.Lambda != nil {
		return checkLambda(typ, "Lambda", *c.Lambda)
	}
	return nil
}

// problem is what an estimation is about.
type problem struct {
	op      string
	config  ARIMA
	orders  orders
	z       []float64   // the series on the scale of the model
	columns [][]float64 // the mean or drift, if there is one, then the regressors
	exact   *likelihood
	known   []float64 // coefficients near the optimum, where AutoARIMA has found some
}

// problem checks everything. The likelihoods of the problem notice when the context ends, and are
// nonsense then.
func (c ARIMA) problem(ctx context.Context, op string, y []float64, x [][]float64) (*problem, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if c.Lambda != nil {
		lambda := *c.Lambda
		c.Lambda = &lambda
	}
	p := &problem{op: op, config: c, orders: c.orders()}
	if p.orders.states()+p.orders.lost() > mostStates {
		return nil, &clm.LimitError{Op: op, Limit: mostStates, What: "lags in the state, r + d*", Hint: "take a shorter period"}
	}
	seen, err := p.transform(y)
	if err != nil {
		return nil, err
	}
	k := p.orders.coefs() + len(x) + 1
	if c.constant() {
		k++
	}
	if need := p.orders.lost() + k + 2; seen < need {
		return nil, fmt.Errorf("%s: %d observed values, want at least %d: %w", op, seen, need, clm.ErrTooFew)
	}
	if len(y) <= p.orders.period {
		return nil, fmt.Errorf("%s: %d values are not more than the period of %d: %w", op, len(y), p.orders.period, clm.ErrTooFew)
	}
	if c.constant() {
		p.columns = append(p.columns, p.orders.constantColumn(len(y)))
	}
	p.columns = append(p.columns, x...)
	if err := notTiny(op, p.z, -1); err != nil {
		return nil, err
	}
	for j, col := range x {
		if err := notTiny(op, col, j); err != nil {
			return nil, err
		}
	}
	w := new(watch)
	w.follow(ctx)
	if p.exact, err = w.newLikelihood(p.orders, p.z, p.columns); err != nil {
		return nil, p.explain(err)
	}
	return p, nil
}

// notTiny returns an error where all numbers are so small that their squares are not to be had.
func notTiny(op string, x []float64, col int) error {
	at, largest := -1, 0.0
	for i, v := range x {
		if a := math.Abs(v); a > largest {
			at, largest = i, a
		}
	}
	if at >= 0 && largest < tiniest {
		return &clm.ValueError{Op: op, Row: at, Col: col, Value: x[at], Want: "some value beyond ±1e-140, or all 0: multiply by a large number"}
	}
	return nil
}

// transform sets z and returns how many values are observed.
func (p *problem) transform(y []float64) (seen int, err error) {
	p.z = make([]float64, len(y))
	last := -1
	for i, v := range y {
		z, err := p.config.toModel(p.op, i, v)
		if err != nil {
			return 0, err
		}
		p.z[i] = z
		if math.IsNaN(v) {
			continue
		}
		if p.config.Method == CSS && seen > 0 && last != i-1 {
			return 0, &clm.ValueError{Op: p.op, Row: last + 1, Col: -1, Value: math.NaN(), Want: "a number, as CSS takes no missing values between others"}
		}
		seen, last = seen+1, i
	}
	return seen, nil
}

// toModel returns a value on the scale of the model.
func (c ARIMA) toModel(op string, row int, y float64) (float64, error) {
	switch {
	case math.IsNaN(y):
		return y, nil
	case c.Lambda != nil && y <= 0:
		return 0, &clm.ValueError{Op: op, Row: row, Col: -1, Value: y, Want: "above 0 for Lambda"}
	case math.Abs(y) > hugest:
		return 0, &clm.ValueError{Op: op, Row: row, Col: -1, Value: y, Want: "-1e140 to 1e140"}
	case c.Lambda == nil:
		return y, nil
	}
	z := boxCox(y, *c.Lambda)
	if math.Abs(z) > hugest {
		return 0, &clm.ValueError{Op: op, Row: row, Col: -1, Value: y, Want: fmt.Sprintf("less extreme for Lambda %v", *c.Lambda)}
	}
	return z, nil
}

// fromModel takes toModel back.
func (c ARIMA) fromModel(z float64) float64 {
	if c.Lambda == nil {
		return z
	}
	return invBoxCox(z, *c.Lambda)
}

// constantColumn is what the mean or drift is multiplied with.
func (o orders) constantColumn(n int) []float64 {
	col := make([]float64, n)
	for i := range col {
		col[i] = o.constantAt(i)
	}
	return col
}

// constantAt is row i of the constantColumn.
func (o orders) constantAt(i int) float64 {
	if o.d+o.sd == 0 {
		return 1
	}
	return float64(i + 1)
}

// explain turns an error of the likelihood into one for the caller.
func (p *problem) explain(err error) error {
	var column *dependentError
	var season *seasonError
	switch {
	case errors.As(err, &column):
		j := column.column
		if p.config.constant() {
			j--
		}
		if j < 0 {
			return fmt.Errorf("%s: %w", p.op, clm.ErrTooFew)
		}
		return fmt.Errorf("%s: column %d of the regressors is, once differenced, 0 or a combination of the mean or drift and the columns before it, and is to be left out: %w", p.op, j, clm.ErrValue)
	case errors.As(err, &season):
		return fmt.Errorf("%s: season %d of %d, counted from 0 at the first value, is never observed: %w", p.op, season.season, p.config.Period, clm.ErrTooFew)
	}
	return fmt.Errorf("%s: the observed values do not settle the first %d values: %w", p.op, p.orders.lost(), clm.ErrTooFew)
}
