package vec

const (
	// 8 bits and not 11: with 2048 places the scattered writes of a million elements
	// miss the cache of addresses and take twice the time; 65536 elements take a fifth less.
	digitBits = 8
	digits    = 1 << digitBits

	// Up to this many elements are sorted by insertion.
	fewKeys = 64

	scratchTooShort = "vec: scratch too short"
)

// RadixSort32 sorts keys ascending and moves payload along. Elements with equal
// keys keep their order. The scratch slices have at least the length of keys; what
// they hold afterwards means nothing. It panics if a length is wrong. There may be
// up to 2³¹−1 elements.
//
// It reads the keys once and moves all elements once for each byte of the key that
// is not the same everywhere; up to 64 elements are inserted one by one. It
// allocates nothing.
//
// Source: D. E. Knuth, The Art of Computer Programming, volume 3, 2nd edition,
// Addison-Wesley, 1998, section 5.2.5 (distribution by the least significant digit first).
func RadixSort32(keys []uint32, payload []int32, keyScratch []uint32, payloadScratch []int32) {
	radixSort(keys, payload, keyScratch, payloadScratch, make([]int32, 4*digits))
}

// RadixSort64 is RadixSort32 for keys of 64 bits.
func RadixSort64(keys []uint64, payload []int32, keyScratch []uint64, payloadScratch []int32) {
	radixSort(keys, payload, keyScratch, payloadScratch, make([]int32, 8*digits))
}

func radixSort[K uint32 | uint64](keys []K, payload []int32, keyScratch []K, payloadScratch []int32, counts []int32) {
	n := len(keys)
	if len(payload) != n {
		panic(lengthsDiffer)
	}
	if len(keyScratch) < n || len(payloadScratch) < n {
		panic(scratchTooShort)
	}
	if n <= fewKeys {
		insertionSort(keys, payload)
		return
	}
	// One reading counts the digits of every place.
	for _, k := range keys {
		for at := 0; at < len(counts); at += digits {
			counts[at+int(byte(k))]++
			k >>= digitBits
		}
	}
	from, to := keys, keyScratch[:n]
	fromPayload, toPayload := payload, payloadScratch[:n]
	for shift := 0; len(counts) > 0; shift += digitBits {
		places := (*[digits]int32)(counts)
		counts = counts[digits:]
		if places[byte(from[0]>>shift)] == int32(n) {
			continue // all the same
		}
		PrefixSum(places[:])
		fromPayload = fromPayload[:len(from)]
		toPayload = toPayload[:len(to)]
		for i, k := range from {
			digit := byte(uint64(k) >> (shift & 63))
			at := places[digit]
			places[digit]++
			to[at] = k
			toPayload[at] = fromPayload[i]
		}
		from, to = to, from
		fromPayload, toPayload = toPayload, fromPayload
	}
	if &from[0] != &keys[0] {
		copy(keys, from)
		copy(payload, fromPayload)
	}
}

// insertionSort sorts few keys.
func insertionSort[K uint32 | uint64](keys []K, payload []int32) {
	for i := 1; i < len(keys); i++ {
		k, p := keys[i], payload[i]
		at := i
		for ; at > 0 && keys[at-1] > k; at-- {
			keys[at], payload[at] = keys[at-1], payload[at-1]
		}
		keys[at], payload[at] = k, p
	}
}
