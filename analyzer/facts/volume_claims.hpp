// What a workload says of its volumes is completed by what the claim says that it names.
//
//   pod.volumes[0].persistentVolumeClaim.claimName = uploads     → pod.volumes[0].persistentVolumeClaim.accessMode = ReadWriteOnce
#pragma once
#include "facts/project_facts.hpp"

namespace chokepoint::facts {

/// A claim that several manifests describe has a mode only if they agree.
void add_claim_modes(RepositoryFacts& facts);

}  // namespace chokepoint::facts
