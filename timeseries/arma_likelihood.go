package timeseries

import (
	"errors"
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// dependent is how much of a column is left, beside its length, where it is a
// combination of others.
const dependent = 1e-9

// errTooFewSeen is the error for a series whose observed values do not settle the
// first d* ones.
var errTooFewSeen = errors.New("too few observed values to difference")

// dependentError says that a column is, after differencing and on the rows with an
// observed value, a combination of those before it.
type dependentError struct{ column int }

func (e *dependentError) Error() string { return "column is a combination of others" }

// seasonError says that a season was never observed.
type seasonError struct{ season int }

func (e *seasonError) Error() string { return "season was never observed" }

// likelihood is the exact Gaussian likelihood of one series. σ² and the coefficients
// of the columns are those that are best for the ARMA coefficients at hand (generalised
// least squares).
//
//	L = log N(N′y; N′Xβ, σ²N′KΓK′N) − ½·log|D′D|
//
// for y = Dδ + Kw on the rows with an observed value, δ the first d* values, N an
// orthonormal basis of what is orthogonal to D. Without missing values that is the
// density of the differenced series. With missing values it is the integral of that
// density over them: each missing value is a column of its own that is 1 in its row, whose
// coefficient is integrated out (a determinant more) and not estimated.
//
// Source: V. Gómez, A. Maravall and D. Peña, Missing observations in ARIMA models: skipping
// approach versus additive outlier approach, 1999, DOI 10.1016/S0304-4076(98)00015-4.
type likelihood struct {
	orders  orders
	y       []float64
	x       [][]float64
	first   int         // the first observed value
	used    int         // observed values minus d*
	gaps    int         // missing values between the first and the last observed one
	columns [][]float64 // differenced: one for each gap, those of x, then y
}

// value is what the likelihood is at one vector of coefficients.
type value struct {
	loglik, ssq, sigma2 float64
	used                int       // observed values minus d*
	beta                []float64 // of the columns
	ok                  bool      // stationary, and all finite
}

// newLikelihood takes a series, NaN where a value is missing, and columns as long as it.
func newLikelihood(o orders, y []float64, x [][]float64) (*likelihood, error) {
	l := &likelihood{orders: o, y: y, x: x}
	last := len(y)
	for last > 0 && y[last-1] != y[last-1] {
		last--
	}
	for l.first < last && y[l.first] != y[l.first] {
		l.first++
	}
	lost := o.lost()
	m := last - l.first - lost
	if m <= 0 {
		return nil, errTooFewSeen
	}
	for _, v := range y[l.first:last] {
		if v != v {
			l.gaps++
		}
	}
	l.used = m - l.gaps
	if l.used <= 0 {
		return nil, errTooFewSeen
	}
	l.columns = make([][]float64, 0, l.gaps+len(x)+1)
	filled := append([]float64(nil), y[l.first:last]...)
	unit := make([]float64, len(filled))
	differenced := func(v []float64) []float64 {
		d := make([]float64, m)
		o.difference(d, v)
		return d
	}
	for i, v := range filled {
		if v == v {
			continue
		}
		filled[i] = filled[i-1] // any number would do
		unit[i] = 1
		l.columns = append(l.columns, differenced(unit))
		unit[i] = 0
	}
	for _, c := range x {
		l.columns = append(l.columns, differenced(c[l.first:last]))
	}
	l.columns = append(l.columns, differenced(filled))
	return l, l.independent(last)
}

// independent looks whether the observed values settle the first d* ones and the
// coefficients of the columns.
func (l *likelihood) independent(last int) error {
	m := len(l.columns[0])
	k := len(l.columns)
	e := make([]float64, m*k)
	length := make([]float64, k)
	for j, c := range l.columns {
		s := 0.0
		for i, v := range c {
			e[i*k+j] = v
			s += float64(v * v)
		}
		length[j] = math.Sqrt(s)
		if at := j - l.gaps; at >= 0 && at < len(l.x) {
			// What differencing leaves of a constant is rounding.
			for _, v := range l.x[at][l.first:last] {
				length[j] = max(length[j], math.Abs(v)*1e-3)
			}
		}
	}
	triangle(e, m, k, k-1)
	for j := range k - 1 {
		if j < m && math.Abs(e[j*k+j]) > dependent*length[j] {
			continue
		}
		if j < l.gaps {
			return l.unsettled(last)
		}
		return &dependentError{j - l.gaps}
	}
	return nil
}

// unsettled says what is not observed often enough.
func (l *likelihood) unsettled(last int) error {
	if l.orders.sd == 0 {
		return errTooFewSeen
	}
	s := l.orders.period
	for season := range s {
		seen := false
		for i := season; i < last; i += s {
			seen = seen || (i >= l.first && l.y[i] == l.y[i])
		}
		if !seen {
			return &seasonError{season}
		}
	}
	return errTooFewSeen
}

// triangle brings the first steps columns of a row-major m×k matrix to triangular form by
// reflections, which it applies to the others too.
func triangle(e []float64, m, k, steps int) {
	for j := 0; j < min(steps, m); j++ {
		s := 0.0
		for i := j; i < m; i++ {
			s += float64(e[i*k+j] * e[i*k+j])
		}
		norm := math.Sqrt(s)
		if norm == 0 {
			continue
		}
		if e[j*k+j] < 0 {
			norm = -norm
		}
		lead := e[j*k+j] + norm
		scale := 1 / float64(norm*lead)
		for c := j + 1; c < k; c++ {
			dot := float64(lead * e[j*k+c])
			for i := j + 1; i < m; i++ {
				dot += float64(e[i*k+j] * e[i*k+c])
			}
			dot *= scale
			e[j*k+c] -= float64(dot * lead)
			for i := j + 1; i < m; i++ {
				e[i*k+c] -= float64(dot * e[i*k+j])
			}
		}
		e[j*k+j] = -norm
	}
}

// at computes the value at one vector of coefficients.
func (l *likelihood) at(v *value, coef []float64) {
	*v = value{used: l.used, beta: v.beta[:0]}
	s, ok := newSystem(l.orders, coef)
	if !ok {
		return
	}
	e, logF := l.whiten(s)
	l.solve(v, e, logF)
}

// whiten returns the innovations of all columns divided by their standard deviations,
// row by row, and the sum of the logarithms of their variances.
func (l *likelihood) whiten(s *system) (e []float64, logF float64) {
	r, k, m := s.r, len(l.columns), len(l.columns[0])
	e = make([]float64, m*k)
	p := append([]float64(nil), s.start...)
	first := make([]float64, r)
	mean := make([]float64, k*r)
	for t := range m {
		f := p[0]
		root := math.Sqrt(f)
		logF += vec.Log(f)
		copy(first, p[:r])
		for c, column := range l.columns {
			a := mean[c*r:][:r]
			w := column[t]
			v := w - a[0]
			e[t*k+c] = v / root
			u := v / f
			for i := range r {
				next := float64(s.phi[i] * w)
				if i+1 < r {
					next += a[i+1] + float64(first[i+1]*u)
				}
				a[i] = next
			}
		}
		for i := range r {
			for j := i; j < r; j++ {
				x := float64(s.theta[i] * s.theta[j])
				if j+1 < r {
					x += p[(i+1)*r+j+1] - float64(first[i+1]*first[j+1])/f
				}
				p[i*r+j], p[j*r+i] = x, x
			}
		}
	}
	return e, logF
}

// solve finds the coefficients of the columns and fills the value.
func (l *likelihood) solve(v *value, e []float64, logF float64) {
	k := len(l.columns)
	m := len(e) / k
	triangle(e, m, k, k-1)
	for i := k - 1; i < m; i++ {
		v.ssq += float64(e[i*k+k-1] * e[i*k+k-1])
	}
	v.sigma2 = v.ssq / float64(v.used)
	for j := range l.gaps {
		logF += 2 * vec.Log(math.Abs(e[j*k+j]))
	}
	for range l.x {
		v.beta = append(v.beta, 0)
	}
	for j := k - 2; j >= l.gaps; j-- {
		s := e[j*k+k-1]
		for i := j + 1; i < k-1; i++ {
			s -= float64(e[j*k+i] * v.beta[i-l.gaps])
		}
		v.beta[j-l.gaps] = s / e[j*k+j]
	}
	n := float64(v.used)
	v.loglik = -0.5 * (float64(n*(vec.Log(2*math.Pi*v.sigma2)+1)) + logF)
	v.ok = v.ssq > 0 && finite(v.loglik) && finite(v.sigma2)
	for _, b := range v.beta {
		v.ok = v.ok && finite(b)
	}
}

func finite(x float64) bool { return x-x == 0 }

// atEach is at for several vectors of coefficients.
func (l *likelihood) atEach(v []value, coefs [][]float64) {
	for i := range v {
		l.at(&v[i], coefs[i])
	}
}

// filter goes through y − x′β and returns where it stands at the end, with the
// innovations and their variances in units of σ²: NaN for missing values and for those that settle
// the first d*. It is nil where the process is not stationary.
func (l *likelihood) filter(coef, beta []float64) (end *state, innovations, variances []float64) {
	s, ok := newSystem(l.orders, coef)
	if !ok {
		return nil, nil, nil
	}
	n := len(l.y)
	z := append([]float64(nil), l.y...)
	for j, c := range l.x {
		for i := range z {
			z[i] -= float64(beta[j] * c[i])
		}
	}
	innovations, variances = make([]float64, n), make([]float64, n)
	for i := range n {
		innovations[i], variances[i] = math.NaN(), math.NaN()
	}
	end = newState(s)
	from := l.first
	if start := z[from:][:s.lost]; allSeen(start) {
		end.begin(start)
		from += s.lost
	}
	for i := from; i < n; i++ {
		innovations[i], variances[i] = end.push(z[i])
	}
	return end, innovations, variances
}

func allSeen(y []float64) bool {
	for _, v := range y {
		if v != v {
			return false
		}
	}
	return true
}
