// crd judges a CustomResourceDefinition and objects of it with the code of the API server: the validation of the
// definition (structural schema, costs of CEL), then for each object unknown fields, defaults, the schema, lists, and CEL.
// It prints a line of JSON for each file: its name and what is wrong. The first file is the definition.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	crdvalidation "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

type line struct {
	File   string   `json:"file"`
	Errors []string `json:"errors"`
}

func report(file string, errors []string) {
	if errors == nil {
		errors = []string{}
	}
	text, _ := json.Marshal(line{File: file, Errors: errors})
	fmt.Println(string(text))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(2)
}

func texts(list field.ErrorList) []string {
	var found []string
	for _, err := range list {
		found = append(found, err.Error())
	}
	return found
}

func definition(path string) *apiextensions.CustomResourceDefinition {
	bytes, err := os.ReadFile(path)
	if err != nil {
		fail(err)
	}
	scheme := runtime.NewScheme()
	install.Install(scheme)
	decoder := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
	object, _, err := decoder.Decode(bytes, nil, nil)
	if err != nil {
		fail(err)
	}
	scheme.Default(object)
	object.(*v1.CustomResourceDefinition).Status.StoredVersions = []string{"v1"}
	internal := &apiextensions.CustomResourceDefinition{}
	if err := scheme.Convert(object, internal, nil); err != nil {
		fail(err)
	}
	return internal
}

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("usage: crd DEFINITION OBJECT..."))
	}
	crd := definition(os.Args[1])
	report(os.Args[1], texts(crdvalidation.ValidateCustomResourceDefinition(context.Background(), crd)))
	schema := crd.Spec.Validation
	if schema == nil {
		schema = crd.Spec.Versions[len(crd.Spec.Versions)-1].Schema
	}
	structural, err := structuralschema.NewStructural(schema.OpenAPIV3Schema)
	if err != nil {
		fail(err)
	}
	validator, _, err := validation.NewSchemaValidator(schema.OpenAPIV3Schema)
	if err != nil {
		fail(err)
	}
	rules := cel.NewValidator(structural, true, celconfig.PerCallLimit)
	for _, path := range os.Args[2:] {
		report(path, judge(path, structural, validator, rules))
	}
}

// judge says what is wrong with an object, in the order of the API server with strict validation of fields.
func judge(path string, structural *structuralschema.Structural, validator validation.SchemaValidator, rules *cel.Validator) []string {
	bytes, err := os.ReadFile(path)
	if err != nil {
		fail(err)
	}
	var object map[string]interface{}
	if err := yaml.UnmarshalStrict(bytes, &object); err != nil {
		return []string{err.Error()}
	}
	// yaml reads numbers as floats; the API server has integers.
	text, _ := json.Marshal(object)
	object = map[string]interface{}{}
	if err := utiljson.Unmarshal(text, &object); err != nil {
		return []string{err.Error()}
	}
	unknown := pruning.PruneWithOptions(object, structural, true, structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	var found []string
	for _, path := range unknown {
		found = append(found, fmt.Sprintf("unknown field %q", path))
	}
	defaulting.Default(object, structural)
	found = append(found, texts(validation.ValidateCustomResource(nil, object, validator))...)
	found = append(found, texts(listtype.ValidateListSetsAndMaps(nil, structural, object))...)
	if len(found) == 0 && rules != nil {
		errors, _ := rules.Validate(context.Background(), nil, structural, object, nil, celconfig.RuntimeCELCostBudget)
		found = append(found, texts(errors)...)
	}
	return found
}
