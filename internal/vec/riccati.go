package vec

// LaneAxpy sets rows of eight numbers to rows plus multiples of others, lane by lane:
//
//	dst[8·i+k] = src[8·i+k] + x[8·i+k]·a[k]
//
// with a separate multiply and add, in ascending i: dst may be src, or begin before it in the same
// memory. It panics if the lengths do not fit.
func LaneAxpy(dst, src, x []float64, a *[Lanes]float64) {
	if len(dst)%Lanes != 0 || len(src) != len(dst) || len(x) != len(dst) {
		panic(lengthsDiffer)
	}
	laneAxpy(dst, src, x, a)
}

// LaneRiccati takes eight variances of the states of moving averages one step on. Element
// (i, j) of lane k, i ≤ j < width, stands at 8·(i·stride+j)+k of p, and element i of
// lane k at 8·i+k of theta and m. Lane by lane,
//
//	p[i][j] = p[i+1][j+1] − (m[i+1]·inv)·m[j+1] + theta[i]·theta[j]    for i ≤ j < width−1
//	p[i][width−1] = theta[i]·theta[width−1]
//
// with separate multiply, subtract and add, in ascending i and j. It does the rows i from lo up to hi.
// It panics if the lengths do not fit.
func LaneRiccati(p, theta, m []float64, inv *[Lanes]float64, stride, width, lo, hi int) {
	checkRiccati(p, m, stride, width, lo, hi)
	if len(theta) < width*Lanes {
		panic(lengthsDiffer)
	}
	for i := lo; i < hi; {
		rows := min(hi-i, max(1, riccatiWork/(width-i)))
		laneRiccati(p[i*(stride+1)*Lanes:], theta[i*Lanes:], m[i*Lanes:], inv, stride, width-i, rows)
		i += rows
	}
}

// LaneRiccatiQuiet is LaneRiccati for rows without theta: nothing is added, and p[i][width−1] = 0.
func LaneRiccatiQuiet(p, m []float64, inv *[Lanes]float64, stride, width, lo, hi int) {
	checkRiccati(p, m, stride, width, lo, hi)
	for i := lo; i < hi; {
		rows := min(hi-i, max(1, riccatiWork/(width-i)))
		laneRiccatiQuiet(p[i*(stride+1)*Lanes:], m[i*Lanes:], inv, stride, width-i, rows)
		i += rows
	}
}

func checkRiccati(p, m []float64, stride, width, lo, hi int) {
	if lo < 0 || lo > hi || hi > width || stride < width || len(m) < width*Lanes || len(p) < width*stride*Lanes {
		panic(lengthsDiffer)
	}
}

// A LaneView is what eight filters have of some columns: E is the step at hand of the first one, ESkip
// numbers before that of the next one, and Mean its state, MeanSkip numbers before that of
// the next one.
type LaneView struct {
	E, Mean         []float64
	ESkip, MeanSkip int
	Columns         int
}

// LaneSee lets eight filters see a value whose variance is f and whose covariances with the
// state are m, element i of lane k at 8·i+k. Lane by lane,
//
//	inv = 1/f   det ·= f   least = f unless least < f
//
// and for each column, with the length of m as width,
//
//	v = e − mean[0]   e = v   u = v·inv   sum += v·u
//	mean[i] = mean[i+1] + m[i+1]·u for i < width−1   mean[width−1] = 0
//
// with separate multiply and add. It panics if the lengths do not fit.
func LaneSee(sum, det, least, inv, f *[Lanes]float64, m []float64, c LaneView) {
	last := c.Columns - 1
	if last < 0 || len(m) < Lanes || len(m)%Lanes != 0 || c.ESkip < 0 || c.MeanSkip < 0 ||
		len(c.E) < last*c.ESkip+Lanes || len(c.Mean) < last*c.MeanSkip+len(m) {
		panic(lengthsDiffer)
	}
	laneSee(sum, det, least, inv, f, m, c)
}

func laneSeeGo(sum, det, least, inv, f *[Lanes]float64, m []float64, c LaneView) {
	for k, x := range f {
		inv[k] = 1 / x
		det[k] *= x
		if !(least[k] < x) {
			least[k] = x
		}
	}
	for j := range c.Columns {
		e, mean := (*[Lanes]float64)(c.E[j*c.ESkip:]), c.Mean[j*c.MeanSkip:][:len(m)]
		var u [Lanes]float64
		for k := range u {
			v := e[k] - mean[k]
			e[k] = v
			u[k] = float64(v * inv[k])
			sum[k] += float64(v * u[k])
		}
		n := len(m) - Lanes
		laneAxpyGo(mean[:n], mean[Lanes:], m[Lanes:], &u)
		clear(mean[n:])
	}
}

// riccatiWork is how many elements one call goes through.
const riccatiWork = work / (4 * Lanes)

func laneAxpyGo(dst, src, x []float64, a *[Lanes]float64) {
	for i := 0; i < len(dst); i += Lanes {
		d, s, x := (*[Lanes]float64)(dst[i:]), (*[Lanes]float64)(src[i:]), (*[Lanes]float64)(x[i:])
		for k := range Lanes {
			d[k] = s[k] + float64(x[k]*a[k])
		}
	}
}

// laneRiccatiQuietGo does the first rows of what is left.
func laneRiccatiQuietGo(p, m []float64, inv *[Lanes]float64, stride, width, rows int) {
	next := (stride + 1) * Lanes
	for ; rows > 0; rows-- {
		width--
		if width == 0 {
			clear(p[:Lanes])
			return
		}
		var u [Lanes]float64
		for k := range u {
			u[k] = float64(m[Lanes+k] * inv[k])
		}
		for j := 0; j < width*Lanes; j += Lanes {
			to, from, m := (*[Lanes]float64)(p[j:]), (*[Lanes]float64)(p[j+next:]), (*[Lanes]float64)(m[j+Lanes:])
			for k := range Lanes {
				to[k] = from[k] - float64(u[k]*m[k])
			}
		}
		clear(p[width*Lanes:][:Lanes])
		p, m = p[next:], m[Lanes:]
	}
}

// laneRiccatiGo does the first rows of what is left.
func laneRiccatiGo(p, theta, m []float64, inv *[Lanes]float64, stride, width, rows int) {
	next := (stride + 1) * Lanes
	for ; rows > 0; rows-- {
		width--
		var u [Lanes]float64
		noise := (*[Lanes]float64)(theta)
		if width > 0 {
			for k := range u {
				u[k] = float64(m[Lanes+k] * inv[k])
			}
		}
		for j := 0; j < width*Lanes; j += Lanes {
			to, from := (*[Lanes]float64)(p[j:]), (*[Lanes]float64)(p[j+next:])
			theta, m := (*[Lanes]float64)(theta[j:]), (*[Lanes]float64)(m[j+Lanes:])
			for k := range Lanes {
				to[k] = from[k] - float64(u[k]*m[k]) + float64(noise[k]*theta[k])
			}
		}
		for k, x := range theta[width*Lanes:][:Lanes] {
			p[width*Lanes+k] = float64(noise[k] * x)
		}
		if width > 0 {
			p, theta, m = p[next:], theta[Lanes:], m[Lanes:]
		}
	}
}
