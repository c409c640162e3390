package timeseries

import "math"

// roots returns the roots z of 1 + c₁z + … + c_n zⁿ, n = len(c), those of leading
// coefficients that are 0 left out.
//
// Source: O. Aberth, Iteration methods for finding all zeros of a polynomial
// simultaneously, 1973, DOI 10.1090/S0025-5718-1973-0329236-7.
func roots(c []float64) []complex128 {
	n := len(c)
	for n > 0 && c[n-1] == 0 {
		n--
	}
	if n == 0 {
		return nil
	}
	// The inverses x = 1/z are the roots of xⁿ + c₁xⁿ⁻¹ + … + c_n, and of moderate
	// size, from a circle with no symmetry about the axis.
	radius := 0.0
	for _, v := range c[:n] {
		radius = max(radius, math.Abs(v))
	}
	x := make([]complex128, n)
	turn, at := complex(0.6, 0.8), complex(0.4*min(1+radius, 2), 0.3)
	if n > 1 {
		turn = rootOfUnity(n)
	}
	for i := range x {
		x[i] = at
		at = product(at, turn)
	}
	for range 500 {
		moved := 0.0
		for i, v := range x {
			p, d := complex(1, 0), complex(0, 0)
			for _, a := range c[:n] {
				d = product(d, v) + p
				p = product(p, v) + complex(a, 0)
			}
			if p == 0 {
				continue
			}
			step := p
			if d != 0 {
				step = quotient(p, d)
				sum := complex(0, 0)
				for j, u := range x {
					if j != i && u != v {
						sum += quotient(1, v-u)
					}
				}
				if q := 1 - product(step, sum); q != 0 {
					step = quotient(step, q)
				}
			}
			x[i] = v - step
			moved = max(moved, modulus(step)/max(modulus(x[i]), 1e-3))
		}
		if moved < 1e-15 {
			break
		}
	}
	for i, v := range x {
		if math.Abs(imag(v)) <= 1e-12*math.Abs(real(v)) {
			v = complex(real(v), 0)
		}
		x[i] = quotient(1, v)
	}
	return x
}

// product is a·b with rounded products, which no compiler fuses.
func product(a, b complex128) complex128 {
	return complex(
		float64(real(a)*real(b))-float64(imag(a)*imag(b)),
		float64(real(a)*imag(b))+float64(imag(a)*real(b)))
}

// quotient is a/b with rounded products, which no compiler fuses; a/0 is infinite.
//
// Source: R. L. Smith, Algorithm 116: Complex division, 1962, DOI 10.1145/368637.368661.
func quotient(a, b complex128) complex128 {
	if b == 0 {
		return complex(math.Inf(1), 0)
	}
	if math.Abs(real(b)) < math.Abs(imag(b)) {
		// Both are turned by a quarter, which changes no bit.
		a, b = complex(imag(a), -real(a)), complex(imag(b), -real(b))
	}
	r := imag(b) / real(b)
	d := real(b) + float64(r*imag(b))
	return complex((real(a)+float64(imag(a)*r))/d, (imag(a)-float64(real(a)*r))/d)
}

// rootOfUnity returns a number of modulus 1 at about 1/n of the full turn.
func rootOfUnity(n int) complex128 {
	// (1+ti)/(1−ti) has the angle 2·atan t, and π/n is near enough to its tangent or
	// n is 2.
	t := min(math.Pi/float64(n), 1)
	return quotient(complex(1, t), complex(1, -t))
}

func modulus(z complex128) float64 {
	a, b := math.Abs(real(z)), math.Abs(imag(z))
	if a < b {
		a, b = b, a
	}
	if a == 0 {
		return 0
	}
	b /= a
	return a * math.Sqrt(1+float64(b*b))
}
