package clm_test

import (
	"go/ast"
	"maps"
	"slices"
	"strings"
)

// folder is one package, as far as its documentation goes.
type folder struct {
	dir     string
	files   []source
	tests   []source
	structs map[string]*ast.StructType
	kinds   map[string]string // of the named types: number, text, list, bool, other
	docs    map[string]string // comments of types
	methods map[string]map[string]*ast.FuncDecl
	where   map[string]source // of types
}

// folders collects the packages of a tree that are not commands.
func folders(list []source) []*folder {
	tests := byFolder(list, true)
	files := byFolder(list, false)
	var all []*folder
	for _, dir := range slices.Sorted(maps.Keys(files)) {
		if files[dir][0].file.Name.Name == "main" {
			continue
		}
		f := &folder{
			dir: dir, files: files[dir], tests: tests[dir],
			structs: map[string]*ast.StructType{}, kinds: map[string]string{},
			docs: map[string]string{}, methods: map[string]map[string]*ast.FuncDecl{}, where: map[string]source{},
		}
		for _, s := range f.files {
			f.read(s)
		}
		for name := range f.structs {
			f.promote(name, map[string]bool{})
		}
		all = append(all, f)
	}
	return all
}

func (f *folder) read(s source) {
	for _, d := range s.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if name, _ := receiver(d); name != "" {
				if f.methods[name] == nil {
					f.methods[name] = map[string]*ast.FuncDecl{}
				}
				f.methods[name][d.Name.Name] = d
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				t, ok := spec.(*ast.TypeSpec)
				if !ok {
					continue
				}
				name := t.Name.Name
				f.where[name] = s
				f.kinds[name] = kindOf(t.Type, nil)
				f.docs[name] = t.Doc.Text()
				if f.docs[name] == "" && len(d.Specs) == 1 {
					f.docs[name] = d.Doc.Text()
				}
				if st, ok := t.Type.(*ast.StructType); ok {
					f.structs[name] = st
				}
			}
		}
	}
}

// promote gives a struct the methods of the types of the same package that it
// embeds.
func (f *folder) promote(name string, seen map[string]bool) {
	if seen[name] || f.structs[name] == nil {
		return
	}
	seen[name] = true
	for _, field := range f.structs[name].Fields.List {
		if len(field.Names) > 0 {
			continue
		}
		typ := field.Type
		if star, ok := typ.(*ast.StarExpr); ok {
			typ = star.X
		}
		if _, elsewhere := typ.(*ast.SelectorExpr); elsewhere {
			continue
		}
		inner := typeName(typ)
		f.promote(inner, seen)
		for method, decl := range f.methods[inner] {
			if f.methods[name] == nil {
				f.methods[name] = map[string]*ast.FuncDecl{}
			}
			if f.methods[name][method] == nil {
				f.methods[name][method] = decl
			}
		}
	}
}

// public tells whether users can import the package.
func (f *folder) public() bool {
	return f.dir != "internal" && !strings.HasPrefix(f.dir, "internal/")
}

// configurations lists the exported structs that have one of the methods that
// make a struct a configuration, and an exported field.
func (f *folder) configurations(methods ...string) []string {
	var list []string
	for name, st := range f.structs {
		if !ast.IsExported(name) || len(exported(st)) == 0 {
			continue
		}
		for _, m := range methods {
			if f.methods[name][m] != nil && !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	slices.Sort(list)
	return list
}

// fitted lists the exported types with a Fit method.
func (f *folder) fitted() []string {
	var list []string
	for name, m := range f.methods {
		if ast.IsExported(name) && m["Fit"] != nil {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

func exported(st *ast.StructType) []*ast.Field {
	var list []*ast.Field
	for _, f := range st.Fields.List {
		if slices.ContainsFunc(f.Names, (*ast.Ident).IsExported) {
			list = append(list, f)
		}
	}
	return list
}
