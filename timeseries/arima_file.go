package timeseries

import (
	"math"

	"github.com/clm-go/clm/internal/codec"
	"github.com/clm-go/clm/internal/report"
)

const (
	arimaKind    = "timeseries.ARIMAModel"
	arimaxKind   = "timeseries.ARIMAXModel"
	arimaVersion = 1
)

// MarshalBinary returns the model file. It holds the coefficients, the figures, the report and
// where the series stands, but neither residuals nor fitted values: 2 KB + 16·(r + d*)
// bytes at most, where the last values are observed. The error is always nil.
func (m *ARIMAModel) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the model file to b. The error is always nil.
func (m *ARIMAModel) AppendBinary(b []byte) ([]byte, error) { return m.put(b, arimaKind), nil }

// UnmarshalBinary fills a zero model from a model file. Data that is not one,
// is damaged or comes from a newer version is an error that wraps
// [clm.ErrFormat], and the model stays as it was. It panics if the model is
// not zero.
func (m *ARIMAModel) UnmarshalBinary(data []byte) error { return m.get(data, arimaKind) }

// MarshalBinary returns the model file, as [ARIMAModel.MarshalBinary] does.
func (m *ARIMAXModel) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

// AppendBinary appends the model file to b. The error is always nil.
func (m *ARIMAXModel) AppendBinary(b []byte) ([]byte, error) { return m.put(b, arimaxKind), nil }

// UnmarshalBinary fills a zero model from a model file, with the errors of
// [ARIMAModel.UnmarshalBinary].
func (m *ARIMAXModel) UnmarshalBinary(data []byte) error { return m.get(data, arimaxKind) }

func (e *estimate) put(b []byte, kind string) []byte {
	e.asked()
	w := codec.NewWriter(b, kind, arimaVersion)
	c := e.config
	for _, v := range [...]int{c.P, c.D, c.Q, c.SP, c.SD, c.SQ, c.Period, e.n, e.used} {
		w.Int(v)
	}
	w.String(string(c.Constant))
	w.String(string(c.Method))
	w.Bool(c.Lambda != nil)
	if c.Lambda != nil {
		w.Float64(*c.Lambda)
	}
	w.Float64s(e.coef)
	w.Float64s(e.beta)
	w.Float64s(e.se)
	w.Float64(e.loglik)
	w.Float64(e.ssq)
	e.state.put(w)
	report.Put(w, e.report)
	return w.Finish()
}

func (e *estimate) get(data []byte, kind string) error {
	if e.state != nil {
		panic(kind + ".UnmarshalBinary: the model is not empty")
	}
	r, err := codec.NewReader(data, kind, arimaVersion)
	if err != nil {
		return err
	}
	c := ARIMA{P: r.Int(), D: r.Int(), Q: r.Int(), SP: r.Int(), SD: r.Int(), SQ: r.Int(), Period: r.Int()}
	got := estimate{n: r.Int(), used: r.Int()}
	c.Constant, c.Method = ARIMAConstant(r.String()), ARIMAMethod(r.String())
	if r.Bool() {
		lambda := r.Float64()
		c.Lambda = &lambda
	}
	got.config = c
	got.coef, got.beta, got.se = r.Float64s(), r.Float64s(), r.Float64s()
	got.loglik, got.ssq = r.Float64(), r.Float64()
	got.check(r, kind == arimaxKind)
	if r.Err() != nil {
		return r.Err()
	}
	got.state = getState(r, c.orders(), got.coef)
	got.report = report.Get(r)
	if err := r.Close(); err != nil {
		return err
	}
	*e = got
	return nil
}

// check fails r for an estimate that no fit gives.
func (e *estimate) check(r *codec.Reader, regressors bool) {
	if r.Err() != nil {
		return
	}
	c := e.config
	if err := c.check(); err != nil {
		r.Fail("%v", err)
		return
	}
	if o := c.orders(); o.states()+o.lost() > mostStates || len(e.coef) != o.coefs() {
		r.Fail("%d coefficients for the orders %+v", len(e.coef), o)
		return
	}
	if c.constant() && len(e.beta) == 0 || !regressors && len(e.regressors()) > 0 || len(e.se) != len(e.coef)+len(e.beta) {
		r.Fail("%d coefficients of columns, %d standard errors", len(e.beta), len(e.se))
		return
	}
	if e.used < e.k() || e.n < e.used || e.n > math.MaxInt/2 {
		r.Fail("%d of %d values used", e.used, e.n)
	}
	if !allFinite(e.coef) || !allFinite(e.beta) || !(e.ssq >= 0) || math.IsInf(e.ssq, 1) || math.IsNaN(e.loglik) || math.IsInf(e.loglik, -1) {
		r.Fail("coefficients, sum of squares %v or log likelihood %v", e.ssq, e.loglik)
	}
	for _, v := range e.se {
		if v < 0 || math.IsInf(v, 1) {
			r.Fail("standard error %v", v)
		}
	}
}
