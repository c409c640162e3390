package vec

// Lanes is the number of recursions that SchurPairs does side by side.
const Lanes = 8

// SchurPairs takes eight Schur recursions through some pairs of steps. Element i of
// lane k of a slice stands at 8·i+k. One step at place t is, lane by lane,
//
//	inv = 1/m[0]   u = e[t]·inv   g = l[t]·inv
//	sum += e[t]·u   det ·= m[0]   m[0] −= l[t]·g
//	x, y = m[i], l[t+i]
//	e[t+i] −= x·u   l[t+i] = y − x·g   m[i] = x − y·g       for 0 < i < width
//
// with separate multiply and subtract, in ascending t. Two steps go through memory together, the
// second one element behind the first.
//
// The width is len(m)/8 and at least 2; e and l have at least 8·(2·pairs+width) numbers,
// and those of l from 8·(width+t) on are 0 when step t comes to them. What l holds at the places
// of the steps is of no use afterwards. It panics if the lengths do not fit.
//
// Source: I. Schur, Über Potenzreihen, die im Innern des Einheitskreises beschränkt sind,
// 1917, DOI 10.1515/crll.1917.147.205.
func SchurPairs(sum, det *[Lanes]float64, e, l, m []float64, pairs int) {
	checkSchur(e, l, m, pairs)
	for pairs > 0 {
		n := min(pairs, max(1, schurWork/len(m)))
		schurPairs(sum, det, e, l, m, n)
		pairs -= n
		e, l = e[2*Lanes*n:], l[2*Lanes*n:]
	}
}

// SchurPairsTwo is SchurPairs with two columns e and e2, which both subtract m[i] times their own u,
// and no sum. It writes inv of step t to inv[t].
func SchurPairsTwo(det *[Lanes]float64, inv, e, e2, l, m []float64, pairs int) {
	checkSchur(e, l, m, pairs)
	if len(e2) < len(e) || len(inv) < 2*pairs*Lanes {
		panic(lengthsDiffer)
	}
	for pairs > 0 {
		n := min(pairs, max(1, schurWork/len(m)))
		schurPairsTwo(det, inv, e, e2, l, m, n)
		pairs -= n
		e, e2, l, inv = e[2*Lanes*n:], e2[2*Lanes*n:], l[2*Lanes*n:], inv[2*Lanes*n:]
	}
}

// schurWork is how many numbers of m one call goes through.
const schurWork = work / 8

func checkSchur(e, l, m []float64, pairs int) {
	need := 2*pairs*Lanes + len(m)
	if len(m) < 2*Lanes || len(m)%Lanes != 0 || len(e) < need || len(l) < need {
		panic(lengthsDiffer)
	}
}

// schurPairsGo does the steps one by one: a number comes to the same
// whatever is done in between.
func schurPairsGo(sum, det *[Lanes]float64, e, l, m []float64, pairs int) {
	for range 2 * pairs {
		for k := range Lanes {
			inv := 1 / m[k]
			u := float64(e[k] * inv)
			sum[k] += float64(e[k] * u)
			det[k] *= m[k]
			subtractSchur(e[k:], m[k:], u)
			stepSchur(l[k:], m[k:], inv)
		}
		e, l = e[Lanes:], l[Lanes:]
	}
}

func schurPairsTwoGo(det *[Lanes]float64, inv, e, e2, l, m []float64, pairs int) {
	for range 2 * pairs {
		for k := range Lanes {
			inv[k] = 1 / m[k]
			det[k] *= m[k]
			subtractSchur(e[k:], m[k:], float64(e[k]*inv[k]))
			subtractSchur(e2[k:], m[k:], float64(e2[k]*inv[k]))
			stepSchur(l[k:], m[k:], inv[k])
		}
		e, e2, l, inv = e[Lanes:], e2[Lanes:], l[Lanes:], inv[Lanes:]
	}
}

// subtractSchur subtracts what is known after one step of one lane.
func subtractSchur(e, m []float64, u float64) {
	for i := Lanes; i < len(m); i += Lanes {
		e[i] -= float64(m[i] * u)
	}
}

// stepSchur brings l and m of one lane one step on.
func stepSchur(l, m []float64, inv float64) {
	g := float64(l[0] * inv)
	m[0] -= float64(l[0] * g)
	for i := Lanes; i < len(m); i += Lanes {
		x, y := m[i], l[i]
		l[i] = y - float64(x*g)
		m[i] = x - float64(y*g)
	}
}
