package timeseries

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// run goes through the columns. It returns false where the watch has stopped.
func (c *skipping) run(w *watch) bool {
	n := len(c.missing)
	for k := range c.det {
		c.det[k] = 1
	}
	for t := range n {
		if t == c.r {
			for k := range c.lane {
				if c.lane[k].handed {
					c.det[k] = 1
					c.fillHanded(k)
				}
			}
		}
		if len(c.gaps) > 0 && t-c.gaps[0] > c.reach {
			c.drop()
		}
		if w.stopped(c.work()) {
			return false
		}
		c.step(t)
		c.width = max(c.narrow, c.width-1)
		if t%block == block-1 || t == n-1 {
			c.normalise()
		}
	}
	return true
}

// work is how many numbers a step computes.
func (c *skipping) work() int {
	all := c.width + len(c.gaps)
	return (all*all/2 + all*len(c.e)) * vec.Lanes / 4
}

// normalise takes the exponents out of the products of the variances.
func (c *skipping) normalise() {
	for k := range c.lane {
		x := &c.lane[k]
		fraction, exponent := math.Frexp(float64(x.fraction * c.det[k]))
		x.fraction, x.exponent, c.det[k] = fraction, x.exponent+exponent, 1
	}
}

// drop takes the oldest gap out of the state.
func (c *skipping) drop() {
	g := len(c.gaps) - 1
	copy(c.gaps, c.gaps[1:])
	c.gaps = c.gaps[:g]
	rotate(c.gapA[:g+1])
	rotate(c.gapGap[:g+1])
	for _, x := range c.gapGap[:g] {
		copy(x, x[vec.Lanes:][:g*vec.Lanes])
	}
	for _, x := range c.gapMean {
		copy(x, x[vec.Lanes:][:g*vec.Lanes])
	}
}

// rotate moves the first one to the end.
func rotate(x [][]float64) {
	first := x[0]
	copy(x, x[1:])
	x[len(x)-1] = first
}

// step does one step.
func (c *skipping) step(t int) {
	a, b := c.width*vec.Lanes, len(c.gaps)*vec.Lanes
	m, gapM := c.m[:a], c.gapM[:b]
	copy(m, c.p)
	if b == 0 && !c.missing[t] {
		c.see(t, (*[vec.Lanes]float64)(m))
		return
	}
	for j := range c.gaps {
		copy(gapM[j*vec.Lanes:], c.gapA[j][:vec.Lanes])
	}
	for j, at := range c.gaps {
		kappa := c.kappaAt(t - at)
		if *kappa == [vec.Lanes]float64{} {
			continue
		}
		var minus [vec.Lanes]float64
		for k, x := range kappa {
			minus[k] = -x
		}
		vec.LaneAxpy(m, m, c.gapA[j][:a], &minus)
		vec.LaneAxpy(gapM, gapM, c.gapGap[j][:b], &minus)
	}
	f := *(*[vec.Lanes]float64)(m)
	for j, at := range c.gaps {
		kappa := c.kappaAt(t - at)
		for k, x := range gapM[j*vec.Lanes:][:vec.Lanes] {
			f[k] -= float64(kappa[k] * x)
		}
	}
	for j := range c.mean {
		v := (*[vec.Lanes]float64)(c.e[j][t*vec.Lanes:])
		for i, at := range c.gaps {
			kappa := c.kappaAt(t - at)
			for k, x := range c.gapMean[j][i*vec.Lanes:][:vec.Lanes] {
				v[k] += float64(kappa[k] * x)
			}
		}
	}
	if c.missing[t] {
		c.skip(t, &f)
	} else {
		c.see(t, &f)
	}
}

func (c *skipping) kappaAt(lag int) *[vec.Lanes]float64 {
	return (*[vec.Lanes]float64)(c.kappa[lag*vec.Lanes:])
}

// see takes an observed value in and moves on.
func (c *skipping) see(t int, f *[vec.Lanes]float64) {
	a, b := c.width*vec.Lanes, len(c.gaps)*vec.Lanes
	m, gapM := c.m[:a], c.gapM[:b]
	inv := (*[vec.Lanes]float64)(c.inv[t*vec.Lanes:])
	vec.LaneSee(&c.ssq, &c.det, &c.least, inv, f, m, vec.LaneView{
		E: c.allE[t*vec.Lanes:], ESkip: len(c.e[0]), Mean: c.allMean, MeanSkip: len(c.mean[0]), Columns: len(c.e),
	})
	var u [vec.Lanes]float64
	if b > 0 {
		for j, e := range c.e {
			for k, v := range e[t*vec.Lanes:][:vec.Lanes] {
				u[k] = float64(v * inv[k])
			}
			vec.LaneAxpy(c.gapMean[j][:b], c.gapMean[j][:b], gapM, &u)
		}
	}
	for j := range c.gaps {
		for k := range u {
			u[k] = -float64(gapM[j*vec.Lanes+k] * inv[k])
		}
		x := c.gapA[j]
		vec.LaneAxpy(x[:a-vec.Lanes], x[vec.Lanes:a], m[vec.Lanes:], &u)
		clear(x[a-vec.Lanes : a])
		vec.LaneAxpy(c.gapGap[j][:b], c.gapGap[j][:b], gapM, &u)
	}
	c.moveVariance(inv)
}

// skip takes a missing value into the state and moves on.
func (c *skipping) skip(t int, f *[vec.Lanes]float64) {
	a, g := c.width*vec.Lanes, len(c.gaps)
	b := g * vec.Lanes
	inv := (*[vec.Lanes]float64)(c.inv[t*vec.Lanes:])
	*inv = [vec.Lanes]float64{}
	shift := func(x []float64) {
		copy(x, x[vec.Lanes:a])
		clear(x[a-vec.Lanes : a])
	}
	for j, mean := range c.mean {
		v := c.e[j][t*vec.Lanes:][:vec.Lanes]
		for k, x := range v {
			c.gapMean[j][b+k] = mean[k] - x
		}
		clear(v)
		shift(mean)
	}
	for j := range c.gaps {
		shift(c.gapA[j])
		copy(c.gapGap[j][b:], c.gapM[j*vec.Lanes:][:vec.Lanes])
	}
	copy(c.gapA[g], c.m[:a])
	shift(c.gapA[g])
	copy(c.gapGap[g], c.gapM[:b])
	copy(c.gapGap[g][b:], f[:])
	c.gaps = append(c.gaps, t)
	for k, x := range f {
		if !(x <= c.largest[k]) {
			c.largest[k] = x
		}
	}
	c.moveVariance(inv)
}

// logDet returns Σ log f of a lane, and false where rounding has got the upper hand.
func (c *skipping) logDet(k int) (logDet float64, ok bool) {
	x := &c.lane[k]
	logDet, ok = logProduct(x.fraction, x.exponent, c.least[k], 0)
	return x.known + logDet, ok && c.largest[k] <= longGap
}
