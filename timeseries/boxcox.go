package timeseries

import (
	"fmt"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
	"github.com/clm-go/clm/internal/vec"
)

// BoxCox makes the swings of a series as large at a low level as at a high one. It
// sets dst[i] to
//
//	(y[i]^λ − 1)/λ,  and log y[i] for λ = 0
//
// and returns dst. λ = 1 changes nothing but the level, 0.5 is about a square root.
// A nil dst is allocated; y itself is a legal dst; another length panics. NaN stays
// NaN.
//
// It returns a [clm.ValueError] with the place of a value that is not above 0 or is
// infinite, and a [clm.ConfigError] for a λ beyond −5 to 5. Time: O(n).
//
// Source: G. E. P. Box and D. R. Cox, An analysis of transformations, 1964, DOI
// 10.1111/j.2517-6161.1964.tb00553.x.
// Differs from R: forecast::BoxCox takes negative values of y for λ > 0.
func BoxCox(dst, y []float64, lambda float64) ([]float64, error) {
	const op = "timeseries.BoxCox"
	if err := checkLambda(op, "lambda", lambda); err != nil {
		return nil, err
	}
	if err := checkPositive(op, y); err != nil {
		return nil, err
	}
	dst = check.Dst(op, dst, len(y))
	for i, v := range y {
		dst[i] = boxCox(v, lambda)
	}
	return dst, nil
}

// InvBoxCox takes [BoxCox] back: it sets dst[i] to
//
//	(λ·z[i] + 1)^(1/λ),  and exp z[i] for λ = 0
//
// and returns dst. What is beyond the pole, λ·z + 1 ≤ 0, is +Inf for λ < 0, where no
// y is that large; for λ > 0 it is −(−λ·z − 1)^(1/λ), as in R. A nil dst is
// allocated; z itself is a legal dst; another length panics. NaN stays NaN. It
// returns a [clm.ConfigError] for a λ beyond −5 to 5. Time: O(n).
func InvBoxCox(dst, z []float64, lambda float64) ([]float64, error) {
	const op = "timeseries.InvBoxCox"
	if err := checkLambda(op, "lambda", lambda); err != nil {
		return nil, err
	}
	dst = check.Dst(op, dst, len(z))
	for i, v := range z {
		dst[i] = invBoxCox(v, lambda)
	}
	return dst, nil
}

func checkLambda(typ, field string, lambda float64) error {
	return check.Float(typ, field, lambda, -5, 5)
}

// checkPositive finds the first value that has no logarithm. NaN is a missing one.
func checkPositive(op string, y []float64) error {
	for i, v := range y {
		if v <= 0 || math.IsInf(v, 1) {
			return &clm.ValueError{Op: op, Row: i, Col: -1, Value: v, Want: "a finite number above 0"}
		}
	}
	return nil
}

func boxCox(y, lambda float64) float64 {
	if lambda == 0 {
		return vec.Log(y)
	}
	u := lambda * vec.Log(y)
	if math.Abs(u) < 1 {
		// e^u − 1 without a difference of nearly equal numbers.
		t := vec.Tanh(u / 2)
		return 2 * t / (1 - t) / lambda
	}
	return (vec.Exp(u) - 1) / lambda
}

func invBoxCox(z, lambda float64) float64 {
	if lambda == 0 {
		return vec.Exp(z)
	}
	u := lambda * z
	switch {
	case u > -1:
		return vec.Exp(vec.Log1p(u) / lambda)
	case math.IsNaN(u):
		return u
	case lambda < 0:
		return math.Inf(1)
	}
	return -vec.Exp(vec.Log(-u-1) / lambda)
}

// Guerrero returns the λ for [BoxCox], from −1 to 2, that makes the swings of y within
// seasons least dependent on the season's level: the series is cut into stretches of
// period values, the last one ending with the series (period 0 and 1: of 2 values), and
// the coefficient of variation of
//
//	sd / mean^(1−λ)
//
// over the stretches is as small as it can be. NaN is a missing value.
//
// It returns a [clm.ValueError] with the place of a value that is not above 0 or is
// infinite, a [clm.ConfigError] for a negative period, and [clm.ErrTooFew] unless two
// stretches have a standard deviation above 0. Time: O(n).
//
// Source: V. M. Guerrero, Time-series analysis supported by power transformations,
// 1993, DOI 10.1002/for.3980120104.
// Differs from R: forecast::BoxCox.lambda stops within 1e-4 of a local minimum.
func Guerrero(y []float64, period int) (float64, error) {
	const op = "timeseries.Guerrero"
	if err := check.Int(op, "period", period, 0, math.MaxInt); err != nil {
		return 0, err
	}
	if err := checkPositive(op, y); err != nil {
		return 0, err
	}
	period = max(period, 2)
	logMean, sd := stretches(y, period)
	if len(sd) < 2 {
		return 0, fmt.Errorf("%s: %d stretches of %d values vary: %w", op, len(sd), period, clm.ErrTooFew)
	}
	ratio := make([]float64, len(sd))
	variation := func(lambda float64) float64 {
		for i, m := range logMean {
			ratio[i] = sd[i] * vec.Exp(float64((lambda-1)*m))
		}
		mean, sd := meanSD(ratio)
		return sd / mean
	}
	// The best of a grid, and then between its neighbours.
	const lo, hi, cells = -1.0, 2.0, 60
	best, at := math.Inf(1), 0
	for i := range cells + 1 {
		if v := variation(lo + float64(i)*(hi-lo)/cells); v < best {
			best, at = v, i
		}
	}
	a, b := lo+float64(max(at-1, 0))*(hi-lo)/cells, lo+float64(min(at+1, cells))*(hi-lo)/cells
	return goldenSection(variation, a, b), nil
}

// stretches returns the logarithm of the mean and the standard deviation of each
// stretch of period values that varies. Neither the unit nor the level matters to a coefficient of
// variation: values are relative to the largest one, and logarithms to their mean.
func stretches(y []float64, period int) (logMean, sd []float64) {
	unit := 0.0
	for _, v := range y {
		if v > unit {
			unit = v
		}
	}
	var seen []float64
	for at := len(y) % period; at < len(y); at += period {
		seen = seen[:0]
		for _, v := range y[at : at+period] {
			if !math.IsNaN(v) {
				seen = append(seen, v/unit)
			}
		}
		if len(seen) < 2 {
			continue
		}
		if m, s := meanSD(seen); s > 0 {
			logMean, sd = append(logMean, vec.Log(m)), append(sd, s)
		}
	}
	level, _ := meanSD(logMean)
	for i := range logMean {
		logMean[i] -= level
	}
	return logMean, sd
}

// meanSD returns mean and standard deviation.
func meanSD(x []float64) (mean, sd float64) {
	n := float64(len(x))
	mean = vec.Sum(x) / n
	ssq := 0.0
	for _, v := range x {
		d := v - mean
		ssq += float64(d * d)
	}
	return mean, math.Sqrt(ssq / (n - 1))
}

// goldenSection returns where f is least between a and b.
//
// Source: J. Kiefer, Sequential minimax search for a maximum, 1953, DOI
// 10.1090/S0002-9939-1953-0055639-3.
func goldenSection(f func(float64) float64, a, b float64) float64 {
	const part = 0.38196601125010515 // (3 − √5)/2
	x, y := a+float64(part*(b-a)), b-float64(part*(b-a))
	fx, fy := f(x), f(y)
	for b-a > 1e-8 {
		if fx <= fy {
			b, y, fy = y, x, fx
			x = a + float64(part*(b-a))
			fx = f(x)
		} else {
			a, x, fx = x, y, fy
			y = b - float64(part*(b-a))
			fy = f(y)
		}
	}
	return a + (b-a)/2
}
