package timeseries

import (
	"errors"
	"math"
	"slices"

	"github.com/clm-go/clm/internal/vec"
)

const (
	// open is how much of the column of a missing value is left, beside its length, where the others
	// do not settle it.
	open = 1e-9

	// dependent is how much of a column is left, beside its length, where it is a combination of
	// others, or so near to one that little is known about its coefficient: normal equations have the
	// square of that. What differencing leaves of a constant is rounding, up to constantRest beside the constant.
	dependent    = 1e-6
	constantRest = 1e-12
)

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
// coefficient is integrated out (a determinant more) and not estimated. Where there are several, all but
// the early ones are skipped instead, which comes to the same.
//
// It has its own memory and is for one goroutine. One value costs O(n·(r+nnz(φ)) + p²) for n
// values and r states, and O(n·c²) more for c columns; with missing values that are skipped
// O(n·(q+g)²+r³), q the lags of the moving average and g the missing ones among p+P·s+d* values.
//
// Source: V. Gómez, A. Maravall and D. Peña, Missing observations in ARIMA models: skipping
// approach versus additive outlier approach, 1999, DOI 10.1016/S0304-4076(98)00015-4.
type likelihood struct {
	orders  orders
	y       []float64
	x       [][]float64
	first   int         // the first observed value
	used    int         // observed values minus d*
	gaps    int         // missing values that are columns
	missing []bool      // rows of the columns whose value is missing and skipped; nil where none is
	columns [][]float64 // differenced: one for each such gap, those of x, then y
	finite  bool        // all of them are
	watch   *watch      // tells whether values are wanted no more

	// Memory for at.
	start start
	schur schur
	root  root
	lanes lanes
	skip  skipping
	white [][]float64    // the columns' innovations over their standard deviations
	other [2]*likelihood // the same with more columns for missing values, where they were needed
}

// skipMode says which missing values may be skipped.
type skipMode int

const (
	skipAll  skipMode = iota // all that are settled by those before: after the first d*
	skipLate                 // those after the first d* + r, so that a factor of the variance can do the first r steps
	skipNone
)

// value is what the likelihood is at one vector of coefficients.
type value struct {
	loglik, ssq, sigma2 float64
	used                int       // observed values minus d*
	beta                []float64 // of the columns
	ok                  bool      // stationary, and all finite
}

// newLikelihood takes a series, NaN where a value is missing, and columns as long as it.
func newLikelihood(o orders, y []float64, x [][]float64) (*likelihood, error) {
	return new(watch).newLikelihood(o, y, x)
}

// newLikelihood is newLikelihood under a watch, which stays that of the likelihood. What is
// settled is not known where it has stopped.
func (w *watch) newLikelihood(o orders, y []float64, x [][]float64) (*likelihood, error) {
	l, err := prepareLikelihood(o, y, x, skipAll, w)
	if err != nil {
		return nil, err
	}
	return l, l.independent()
}

// prepareLikelihood is newLikelihood without a look at what is settled. Where the watch has stopped columns are missing.
func prepareLikelihood(o orders, y []float64, x [][]float64, mode skipMode, w *watch) (*likelihood, error) {
	l := &likelihood{orders: o, y: y, x: x, watch: w}
	last := l.last()
	for l.first < last && y[l.first] != y[l.first] {
		l.first++
	}
	lost := o.lost()
	m := last - l.first - lost
	if m <= 0 {
		return nil, errTooFewSeen
	}
	filled := append([]float64(nil), y[l.first:last]...)
	early, late, missing, from := 0, 0, make([]bool, m), lost
	if mode == skipLate {
		from += o.states()
	}
	for i, v := range filled {
		if v == v {
			continue
		}
		if i < from {
			early++
		} else {
			late++
			missing[i-lost] = true
		}
	}
	l.used = m - early - late
	if l.used <= 0 {
		return nil, errTooFewSeen
	}
	l.gaps = early + late
	if mode != skipNone && o.skips(missing, early, late, len(x)) {
		l.gaps, l.missing = early, missing
	}
	l.columns = make([][]float64, 0, l.gaps+len(x)+1)
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
		if l.missing != nil && i >= from {
			continue
		}
		if w.stopped(4 * m) {
			return l, nil
		}
		unit[i] = 1
		l.columns = append(l.columns, differenced(unit))
		unit[i] = 0
	}
	for _, c := range x {
		if w.stopped(4 * m) {
			return l, nil
		}
		l.columns = append(l.columns, differenced(c[l.first:last]))
	}
	l.columns = append(l.columns, differenced(filled))
	l.finite = true
	for _, c := range l.columns {
		l.finite = l.finite && allFinite(c)
	}
	return l, nil
}

// skips tells whether skipping missing values is better than columns for them: by what a step
// takes, in about nanoseconds.
func (o orders) skips(missing []bool, early, late, regressors int) bool {
	if late == 0 || early+late+regressors < 2 || o.states() > widestSkip || mostGaps(missing, o.reach()) > widestSkip {
		return false
	}
	q, few, all := float64(o.q+o.sq*o.period+1), float64(early+regressors), float64(early+late+regressors)
	skipping := 5 + q*q/8 + few*q/8 + few*few/4
	columns := (all+1)*q/2 + all*all/4
	return skipping < columns
}

// complete tells whether no value is missing between the first and the last observed one.
func (l *likelihood) complete() bool { return l.gaps == 0 && l.missing == nil }

// last is the number of values up to the last observed one.
func (l *likelihood) last() int {
	last := len(l.y)
	for last > 0 && l.y[last-1] != l.y[last-1] {
		last--
	}
	return last
}

// independent looks whether the observed values settle the first d* ones and the
// coefficients of the columns.
func (l *likelihood) independent() error {
	// Without coefficients columns are their own innovations.
	plain := l
	var e [][]float64
	if l.missing != nil {
		o := orders{d: l.orders.d, sd: l.orders.sd, period: l.orders.period}
		var err error
		if plain, err = prepareLikelihood(o, l.y, l.x, skipAll, l.watch); err != nil {
			return err
		}
		if plain.missing != nil && !plain.whiten(nil) && !(plain.finite && plain.tooLarge()) {
			if plain, err = prepareLikelihood(o, l.y, l.x, skipNone, l.watch); err != nil {
				return err
			}
		}
		e = plain.white
	}
	if plain.missing == nil {
		e = nil
		for _, c := range plain.columns {
			if l.watch.stopped(len(c)) {
				return nil
			}
			e = append(e, slices.Clone(c))
		}
	}
	if l.watch.stopped(0) {
		return nil
	}
	last := l.last()
	least := make([]float64, len(e))
	for j, c := range plain.columns {
		length := math.Sqrt(vec.Dot(c, c))
		least[j] = open * length
		if at := j - plain.gaps; at >= 0 && at < len(l.x) {
			least[j] = dependent * length
			for _, v := range l.x[at][l.first:last] {
				least[j] = max(least[j], constantRest*math.Abs(v))
			}
		}
	}
	triangle(e, l.watch)
	if l.watch.stopped(0) {
		return nil
	}
	for j := range len(e) - 1 {
		if j < len(e[j]) && math.Abs(e[j][j]) > least[j] {
			continue
		}
		if j < plain.gaps {
			return l.unsettled(last)
		}
		return &dependentError{j - plain.gaps}
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

// at computes the value at one vector of coefficients.
func (l *likelihood) at(v *value, coef []float64) {
	if l.missing != nil {
		one := []value{*v}
		l.atSkipping(one, [][]float64{coef})
		*v = one[0]
		return
	}
	*v = value{used: l.used, beta: v.beta[:0]}
	if !l.finite || !l.start.prepare(l.orders, coef) {
		return
	}
	if !l.start.large() {
		l.schur.begin(&l.start, l.columns)
		if logDet, ok := l.schur.run(l.watch); ok {
			l.finish(v, logDet)
			return
		}
	}
	if l.watch.stopped(0) {
		return
	}
	l.atRoot(v, coef)
}

// finish fills the value from the innovations of the fast recursion.
func (l *likelihood) finish(v *value, logDet float64) {
	switch len(l.columns) {
	case 1:
		v.ssq = l.schur.ssq
		v.finish(logDet)
	case 2:
		xx, xy := l.schur.products(nil, nil)
		l.finishTwo(v, logDet, xx, l.schur.ssqWithout(nil, nil, xy/xx), xy/xx)
	default:
		l.white = columnsOf(l.white, len(l.columns), len(l.columns[0]))
		l.weigh(0)
		l.solve(v, logDet)
	}
}

// finishTwo fills the value where there is one column beside y.
func (l *likelihood) finishTwo(v *value, logDet, xx, ssq, beta float64) {
	v.ssq = ssq
	if l.gaps == 1 {
		logDet += vec.Log(xx)
	} else {
		v.beta = append(v.beta, beta)
	}
	v.finish(logDet)
}

// atRoot is at for a start that is large: by its factor until that is used up, or to the
// end where it or the crowd is very large.
func (l *likelihood) atRoot(v *value, coef []float64) {
	if !l.start.sharpen(l.orders, coef) {
		return
	}
	n := len(l.columns[0])
	l.white = columnsOf(l.white, len(l.columns), n)
	l.root.begin(&l.start, len(l.columns), l.watch)
	from := l.usedUp()
	logDet := l.root.run(l.white, &l.start, l.columns, 0, from, l.watch)
	if from == n {
		l.solve(v, logDet)
		return
	}
	c := &l.schur
	c.makeRoom(&l.start, n-from, len(l.columns))
	l.root.handOver(c.m, c.l, l.start.r)
	for j, w := range l.columns {
		l.root.ahead(c.resid[j][:n-from], &l.start, j, w, from)
	}
	rest, ok := c.run(l.watch)
	if !ok {
		logDet += l.root.run(l.white, &l.start, l.columns, from, n, l.watch)
		l.solve(v, logDet)
		return
	}
	logDet += rest
	switch len(l.columns) {
	case 1:
		early := l.white[0][:from]
		v.ssq = vec.Dot(early, early) + c.ssq
		v.finish(logDet)
	case 2:
		x, y := l.white[0][:from], l.white[1][:from]
		xx, xy := c.products(x, y)
		l.finishTwo(v, logDet, xx, c.ssqWithout(x, y, xy/xx), xy/xx)
	default:
		l.weigh(from)
		l.solve(v, logDet)
	}
}

// usedUp is the step from which on nothing is left of the variance at the start, at the end of a block, or
// the number of steps where the factor is wanted to the end.
func (l *likelihood) usedUp() int {
	n := len(l.columns[0])
	from := (l.start.r + block - 1) / block * block
	if from > n || !(l.start.u[0] < veryLargeStart && l.start.crowd < veryCrowded) {
		return n
	}
	return from
}

// weigh writes the innovations of the fast recursion over their standard deviations to where
// the first of them belongs.
func (l *likelihood) weigh(from int) {
	root := l.white[len(l.columns)-1][from:] // its turn is the last one
	for t, x := range l.schur.inv {
		root[t] = math.Sqrt(x)
	}
	for j, e := range l.white {
		e, resid := e[from:], l.schur.resid[j]
		for t, x := range root {
			e[t] = float64(resid[t] * x)
		}
	}
}

// columnsOf returns k columns of n numbers.
func columnsOf(x [][]float64, k, n int) [][]float64 {
	for len(x) < k {
		x = append(x, nil)
	}
	for j := range x {
		x[j] = resize(x[j], n)
	}
	return x
}

// solve finds the coefficients of the columns from their white innovations.
func (l *likelihood) solve(v *value, logDet float64) {
	k := len(l.columns) - 1
	e := l.white
	triangle(e, l.watch)
	if l.watch.stopped(0) {
		return
	}
	y := e[k]
	rest := y[min(k, len(y)):]
	v.ssq = vec.Dot(rest, rest)
	for j := range l.gaps {
		logDet += 2 * vec.Log(math.Abs(e[j][j]))
	}
	for range l.x {
		v.beta = append(v.beta, 0)
	}
	for j := k - 1; j >= l.gaps; j-- {
		s := y[j]
		for i := j + 1; i < k; i++ {
			s -= float64(e[i][j] * v.beta[i-l.gaps])
		}
		v.beta[j-l.gaps] = s / e[j][j]
	}
	v.finish(logDet)
}

// finish computes what follows from the sum of squares and the logarithm of the
// determinant.
func (v *value) finish(logDet float64) {
	n := float64(v.used)
	v.sigma2 = v.ssq / n
	v.loglik = -0.5 * (float64(n*(vec.Log(2*math.Pi*v.sigma2)+1)) + logDet)
	v.ok = v.ssq > 0 && finite(v.loglik) && finite(v.sigma2) && allFinite(v.beta)
}

// triangle brings all columns but the last one to triangular form by reflections, which
// it applies to those after them.
func triangle(e [][]float64, w *watch) {
	for j := range len(e) - 1 {
		if j >= len(e[j]) || w.stopped((len(e)-j)*(len(e[j])-j)) {
			return
		}
		h := e[j][j:]
		norm := math.Sqrt(vec.Dot(h, h))
		if norm == 0 {
			continue
		}
		if h[0] > 0 {
			norm = -norm
		}
		h[0] -= norm
		scale := 1 / float64(norm*h[0])
		for _, c := range e[j+1:] {
			vec.Axpy(float64(vec.Dot(h, c[j:])*scale), h, c[j:])
		}
		h[0] = norm
	}
}

func finite(x float64) bool { return x-x == 0 }

// filter goes through y − x′β and returns where it stands at the end, with the
// innovations and their variances in units of σ²: NaN for missing values and for those that settle
// the first d*. It is nil where the process is not stationary or the watch has stopped.
func (l *likelihood) filter(coef, beta []float64) (end *state, innovations, variances []float64) {
	s, ok := newSystem(l.orders, coef, l.watch)
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
		to := from
		for to < n && to < from+longestLeap && z[to] == z[to] {
			to++
		}
		if end.leap(z[from:to], innovations[from:to], variances[from:to], l.watch) {
			from = to
		}
	}
	for i := from; i < n; i++ {
		if l.watch.stopped(len(end.variance)) {
			return nil, nil, nil
		}
		innovations[i], variances[i] = end.push(z[i])
	}
	if l.watch.stopped(0) {
		return nil, nil, nil
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
