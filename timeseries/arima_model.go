package timeseries

import (
	"fmt"
	"math"
	"slices"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/report"
	"github.com/clm-go/clm/internal/vec"
)

// ARIMAModel is what [ARIMA.Fit] has learned: the coefficients and where the series
// stands. It does not change, may be used by any number of goroutines, and holds
// nothing of the caller's memory. [ARIMAModel.Append] makes another one of it that has seen further
// values. A zero ARIMAModel is there to be filled by UnmarshalBinary; it panics when
// it is asked anything else.
type ARIMAModel struct{ estimate }

// ARIMAXModel is what [ARIMA.FitX] has learned: an [ARIMAModel] with regressors, which
// forecasts with those of the future. It does not change, may be used by any number
// of goroutines, and holds nothing of the caller's memory. A zero ARIMAXModel is there to be filled by
// UnmarshalBinary; it panics when it is asked anything else.
type ARIMAXModel struct{ estimate }

// asked panics for a zero model.
func (e *estimate) asked() {
	if e.state == nil {
		panic("timeseries: the ARIMA model is not fitted")
	}
}

// Config returns the orders and the other fields that the model was fitted with.
func (e *estimate) Config() ARIMA {
	e.asked()
	c := e.config
	if c.Lambda != nil {
		lambda := *c.Lambda
		c.Lambda = &lambda
	}
	return c
}

// Coefficient is one estimated coefficient of a model.
type Coefficient struct {
	// Name is ar1 …, ma1 …, sar1 …, sma1 …; mean or drift; x0 … for regressors,
	// in the order of their columns, as are the Names of [Terms].
	Name string
	// Value is what it was estimated to be, on the Box–Cox scale.
	Value float64
	// SE is its standard error from the observed information of all coefficients
	// jointly, NaN where that is not positive definite.
	SE float64
}

// Coefficients returns the estimated coefficients with their standard errors: those of
// the factors in the order of R, then the mean or drift, then those of regressors.
func (e *estimate) Coefficients() []Coefficient {
	e.asked()
	list := make([]Coefficient, 0, len(e.se))
	add := func(name string, value float64) {
		list = append(list, Coefficient{name, value, e.se[len(list)]})
	}
	c := e.config
	for _, part := range [...]struct {
		name string
		n    int
	}{{"ar", c.P}, {"ma", c.Q}, {"sar", c.SP}, {"sma", c.SQ}} {
		for i := range part.n {
			add(fmt.Sprint(part.name, i+1), e.coef[len(list)])
		}
	}
	beta := e.beta
	if c.constant() {
		name := "drift"
		if c.D+c.SD == 0 {
			name = "mean"
		}
		add(name, beta[0])
		beta = beta[1:]
	}
	for i, b := range beta {
		add(fmt.Sprint("x", i), b)
	}
	return list
}

// Intercept returns the c of X_t = c + φ₁X_{t−1} + …, X the differenced series: the mean times
// (1 − Σφ)(1 − ΣΦ), 0 without mean and drift. With regressors it is that of the series
// without them.
func (e *estimate) Intercept() float64 {
	e.asked()
	c := e.config
	if !c.constant() {
		return 0
	}
	mean := e.beta[0]
	if c.SD == 1 {
		mean *= float64(c.Period)
	}
	for _, part := range [2][]float64{e.coef[:c.P], e.coef[c.P+c.Q:][:c.SP]} {
		rest := 1.0
		for _, v := range part {
			rest -= v
		}
		mean *= rest
	}
	return mean
}

// LogLik returns the log likelihood of the differenced series, on the Box–Cox scale
// without the Jacobian of the transformation: not to be compared across Lambda, d, D or
// Period. Of [CSS] it is that given the first values. It is +Inf where the series is constant once differenced.
func (e *estimate) LogLik() float64 { e.asked(); return e.loglik }

// Used returns the number of values that the likelihood is of: observed ones less d*,
// with [CSS] less the p + P·s that it is conditioned on too, unless the series is constant once differenced.
func (e *estimate) Used() int { e.asked(); return e.used }

// Sigma2 returns the estimate of σ² that goes with the likelihood: the sum of squares
// of the innovations divided by Used.
func (e *estimate) Sigma2() float64 { e.asked(); return e.ssq / float64(e.used) }

// AIC returns Akaike's information criterion −2L + 2k, k the number of coefficients and
// σ², less being better; NaN for [CSS], whose likelihood leaves out values. Compare
// it, AICc and BIC between models with the same d, D, Period and Lambda only.
func (e *estimate) AIC() float64 {
	e.asked()
	if e.config.Method == CSS {
		return math.NaN()
	}
	return 2 * (float64(e.k()) - e.loglik)
}

// AICc returns AIC + 2k(k+1)/(n−k−1), n the number of Used values: AIC as it is better for
// short series. It is +Inf for n ≤ k+1.
func (e *estimate) AICc() float64 {
	aic, k, n := e.AIC(), float64(e.k()), float64(e.used)
	if n <= k+1 {
		return math.Inf(1)
	}
	return aic + 2*k*(k+1)/(n-k-1)
}

// BIC returns the Bayesian information criterion −2L + k·log n, n the number of Used values.
func (e *estimate) BIC() float64 {
	k := float64(e.k())
	return e.AIC() + float64(k*(vec.Log(float64(e.used))-2))
}

// Residuals returns the one-step innovations, on the Box–Cox scale: what each value adds
// to the forecast made just before it. They are NaN for missing values and for the
// first d*. It is nil for a model that was read from a file.
func (e *estimate) Residuals() []float64 { e.asked(); return slices.Clone(e.residuals) }

// Fitted returns the forecast of each value made just before it, on the scale of the
// series; NaN and nil as Residuals says.
func (e *estimate) Fitted() []float64 { e.asked(); return slices.Clone(e.fitted) }

// Roots are the roots z of the factors: the process is stationary where all of AR and
// SAR, and invertible where all of MA and SMA have a modulus above 1. A root of a seasonal factor is
// one in Bˢ and stands for s roots in B, of modulus |z|^(1/s).
type Roots struct{ AR, MA, SAR, SMA []complex128 }

// Roots returns the roots of the four factors. A coefficient of 0 has its root at infinity, which is left out.
// Time: O(p²) and alike for a few dozens of steps.
func (e *estimate) Roots() Roots {
	e.asked()
	r := e.config.orders().roots(e.coef)
	return Roots{r.ar, r.ma, r.sar, r.sma}
}

// Stationary tells whether the autoregressive factors are stationary, which a fit always
// gives.
func (e *estimate) Stationary() bool {
	e.asked()
	ar, _, _ := e.config.orders().roots(e.coef).nearest()
	return ar > 1
}

// Invertible tells whether the moving average factors are invertible. A root on the
// unit circle, which the likelihood often prefers where one difference too many was taken,
// is not.
func (e *estimate) Invertible() bool {
	e.asked()
	_, ma, _ := e.config.orders().roots(e.coef).nearest()
	return ma > 1
}

// Len returns how many values the model has seen, missing ones and those of Append
// included.
func (e *estimate) Len() int { e.asked(); return e.n }

// Report says how the search went. The objective is the log likelihood; more is better.
func (e *estimate) Report() clm.Report { e.asked(); return report.Clone(e.report) }
