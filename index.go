package clm

import (
	"fmt"
	"iter"
	"math"
	"reflect"

	"github.com/clm-go/clm/internal/codec"
)

// An ID is what customers, items or words are called: text, whole numbers or
// UUIDs, and types made of these.
type ID interface {
	~string | ~int | ~int32 | ~int64 | ~uint32 | ~uint64 | ~[16]byte
}

// Index gives each ID a number from 0 on, in the order in which an
// [IndexBuilder] first met them, and finds IDs by number and numbers by ID.
// Algorithms work with the numbers. An Index is immutable.
type Index[K ID] struct {
	keys   []K
	number map[K]int32
}

// Len returns how many IDs there are.
func (x *Index[K]) Len() int { return len(x.keys) }

// Of returns the number of id, and false if the index does not have it.
func (x *Index[K]) Of(id K) (int, bool) {
	i, ok := x.number[id]
	return int(i), ok
}

// ID returns the ID with number i. It panics unless 0 ≤ i < Len().
func (x *Index[K]) ID(i int) K { return x.keys[i] }

// All walks all numbers and IDs in ascending order of number.
func (x *Index[K]) All() iter.Seq2[int, K] {
	return func(yield func(int, K) bool) {
		for i, k := range x.keys {
			if !yield(i, k) {
				return
			}
		}
	}
}

// IndexBuilder collects IDs for an [Index]. Its zero value is ready to use.
// It may be used by one goroutine at a time.
type IndexBuilder[K ID] struct {
	keys   []K
	number map[K]int32
}

// Add returns the number of id, a new one if it was not met before. For more
// than 2³¹−1 IDs it returns an error that wraps [ErrLimit].
func (b *IndexBuilder[K]) Add(id K) (int, error) {
	if i, ok := b.number[id]; ok {
		return int(i), nil
	}
	if len(b.keys) == math.MaxInt32 {
		return 0, &LimitError{Op: "clm.IndexBuilder.Add", Limit: math.MaxInt32, What: "ids"}
	}
	if b.number == nil {
		b.number = make(map[K]int32)
	}
	i := len(b.keys)
	b.keys = append(b.keys, id)
	b.number[id] = int32(i)
	return i, nil
}

// Len returns how many different IDs were added.
func (b *IndexBuilder[K]) Len() int { return len(b.keys) }

// Index returns the index of all IDs added so far and empties the builder.
func (b *IndexBuilder[K]) Index() *Index[K] {
	x := &Index[K]{keys: b.keys, number: b.number}
	*b = IndexBuilder[K]{}
	return x
}

const (
	indexKind    = "clm.Index"
	indexVersion = 1
)

// MarshalBinary returns the index as a model file. Its error is always nil.
func (x *Index[K]) MarshalBinary() ([]byte, error) { return x.AppendBinary(nil) }

// AppendBinary appends the index as a model file to dst. Its error is always
// nil.
func (x *Index[K]) AppendBinary(dst []byte) ([]byte, error) {
	w := codec.NewWriter(dst, indexKind, indexVersion)
	w.String(keyKind[K]())
	w.Uint64(uint64(len(x.keys)))
	for _, k := range x.keys {
		v := reflect.ValueOf(k)
		switch {
		case v.Kind() == reflect.String:
			w.String(v.String())
		case v.Kind() == reflect.Array:
			for i := range v.Len() {
				w.Uint8(uint8(v.Index(i).Uint()))
			}
		case v.CanInt():
			w.Uint64(uint64(v.Int()))
		default:
			w.Uint64(v.Uint())
		}
	}
	return w.Finish(), nil
}

// UnmarshalBinary reads what MarshalBinary wrote, into a zero Index of the
// same kind of ID; into any other it panics. For bytes that are something
// else it returns an error that wraps [ErrFormat] and leaves x as it was.
func (x *Index[K]) UnmarshalBinary(data []byte) error {
	if x.keys != nil || x.number != nil {
		panic("clm.Index.UnmarshalBinary: the receiver is not a zero Index")
	}
	r, err := codec.NewReader(data, indexKind, indexVersion)
	if err != nil {
		return err
	}
	if kind := r.String(); kind != keyKind[K]() {
		r.Fail("file holds ids of kind %q, want %q", kind, keyKind[K]())
	}
	var b IndexBuilder[K]
	for n := r.Uint64(); uint64(b.Len()) < n && r.Err() == nil; {
		var k K
		before := b.Len()
		v := reflect.ValueOf(&k).Elem()
		switch {
		case v.Kind() == reflect.String:
			v.SetString(r.String())
		case v.Kind() == reflect.Array:
			for i := range v.Len() {
				v.Index(i).SetUint(uint64(r.Uint8()))
			}
		case v.CanInt():
			i := int64(r.Uint64())
			if v.OverflowInt(i) {
				r.Fail("id %d is too large for its kind", i)
			}
			v.SetInt(i)
		default:
			u := r.Uint64()
			if v.OverflowUint(u) {
				r.Fail("id %d is too large for its kind", u)
			}
			v.SetUint(u)
		}
		if _, err := b.Add(k); err != nil {
			r.Fail("%v", err)
		} else if r.Err() == nil && b.Len() == before {
			r.Fail("id %v stands twice", k)
		}
	}
	if err := r.Close(); err != nil {
		return err
	}
	*x = *b.Index()
	return nil
}

// keyKind names the kind of ID in files.
func keyKind[K ID]() string {
	t := reflect.TypeFor[K]()
	if t.Kind() == reflect.Array {
		return "bytes16"
	}
	return fmt.Sprint(t.Kind())
}
