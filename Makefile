# Delivery of one gateway to a cluster. Copy this file to the repository with your routes; it needs `gwc` and `kubectl`.
#
#     make diff GATEWAY=hanzo                     # which requests would change, compared with the cluster
#     make deploy GATEWAY=hanzo                   # show it, apply it, wait, and go back if the new pods do not get ready
#     make deploy GATEWAY=hanzo APPROVE=exposure  # also if clients break or exposure is widened
#     make rollback GATEWAY=hanzo

ROUTES     ?= routes
DIST       ?= dist
GATEWAY    ?= $(error set GATEWAY to the name of a gateway)
# The Deployment and its namespace, as the manifests have them.
DEPLOYMENT ?= $(shell sed -n 's/^  name: //p' $(DIST)/$(GATEWAY)/k8s/deployment.yaml)
NAMESPACE  ?= $(shell sed -n 's/^  namespace: //p' $(DIST)/$(GATEWAY)/k8s/deployment.yaml)
TIMEOUT    ?= 5m
APPROVE    ?=

GWC     ?= gwc
KUBECTL ?= kubectl

.PHONY: check build diff deploy rollback

check:
	$(GWC) check $(ROUTES)

build:
	$(GWC) build $(ROUTES) -o $(DIST) --fail-on error

# Exit codes of `gwc diff`: 0 same, 10 changed, 11 breaks clients, 12 widens exposure. Anything else is an error.
diff: build
	@$(GWC) diff --live --exit-code $(ROUTES)/$(GATEWAY)

deploy: build
	@$(GWC) diff --live --exit-code $(ROUTES)/$(GATEWAY); changed=$$?; \
	case "$$changed" in \
	  0|10) ;; \
	  11|12) if [ "$(APPROVE)" != exposure ]; then \
	           echo "not deployed: clients break or exposure is widened; repeat with APPROVE=exposure" >&2; exit 1; \
	         fi ;; \
	  *) running=$$($(KUBECTL) get deployment "$(DEPLOYMENT)" -n "$(NAMESPACE)" --ignore-not-found -o name) || exit 1; \
	     if [ -n "$$running" ]; then exit 1; fi; \
	     echo "first deployment: nothing to compare with" >&2 ;; \
	esac; \
	$(KUBECTL) apply --server-side -k $(DIST)/$(GATEWAY) && \
	if ! $(KUBECTL) rollout status deployment/$(DEPLOYMENT) -n $(NAMESPACE) --timeout $(TIMEOUT); then \
	  echo "the new pods are not ready: rolling back" >&2; \
	  $(KUBECTL) rollout undo deployment/$(DEPLOYMENT) -n $(NAMESPACE); \
	  exit 1; \
	fi

rollback:
	$(KUBECTL) rollout undo deployment/$(DEPLOYMENT) -n $(NAMESPACE)
	$(KUBECTL) rollout status deployment/$(DEPLOYMENT) -n $(NAMESPACE) --timeout $(TIMEOUT)
