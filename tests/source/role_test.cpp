#include "source/role.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "source/client.hpp"
#include "source/file_name.hpp"
#include "source/module_graph.hpp"
#include "source/project.hpp"

namespace chokepoint::source {
namespace {

std::string role(const std::string& path, std::string_view project = "") {
  const auto verdict = role_of_path(path, language_of_name(name_of(path)), {project, true});
  return std::string(show(verdict ? verdict->role : Role::Production));
}

// Path, and the role it has in a project at the root.
const std::vector<std::pair<const char*, const char*>> kRoles = {
    {"src/app.ts", "production"},
    {"cmd/server/main.go", "production"},
    {"src/tools/search.ts", "production"},
    {"app/docs/views.py", "production"},
    {"src/config/database.config.ts", "production"},
    {"src/modules/vendor/list.ts", "production"},
    {"src/routes/samples/list.ts", "production"},
    {"src/routes/test.js", "production"},
    {"pages/api/test/seed.ts", "production"},
    {"src/main/java/com/acme/test/Runner.java", "production"},
    {"src/main/java/com/acme/example/SpeedTest.java", "production"},
    {"core/src/com/acme/samples/A.java", "production"},
    {"src/ab-tests/assign.ts", "production"},
    {"app/latest.py", "production"},
    {"app/tasks.py", "production"},
    {"src/payments/AUDIT.java", "production"},
    {"shop/forms/setup.py", "production"},
    {"src/models/rollup.field.ts", "production"},
    {"docs/ui.go", "production"},
    {"tests/api.py", "test"},
    {"src/services/tests/api.ts", "test"},
    {"src/test.js", "test"},
    {"src/jmh/java/com/acme/A.java", "test"},
    {"internal/testenv/a.go", "test"},
    {"src/user/user.spec.ts", "test"},
    {"src/user/__tests__/user.ts", "test"},
    {"test/app.e2e-spec.ts", "test"},
    {"pkg/store/store_test.go", "test"},
    {"app/test_views.py", "test"},
    {"app/views_test.py", "test"},
    {"conftest.py", "test"},
    {"shop/tests.py", "test"},
    {"src/test/java/com/acme/A.java", "test"},
    {"src/OrderTest.java", "test"},
    {"src/OrderServiceIT.java", "test"},
    {"integration-tests/run.py", "test"},
    {"pkg/testdata/a.go", "test"},
    {"scripts/run.ts", "script"},
    {"tools/gen.go", "script"},
    {"hack/a.go", "script"},
    {"shop-benchmarks/src/main/java/A.java", "script"},
    {"bin/www.js", "script"},
    {"prisma/seed/a.ts", "script"},
    {"shop/management/commands/import.py", "script"},
    {"webpack.config.js", "script"},
    {"web/vite.config.ts", "script"},
    {"webpack.prod.js", "script"},
    {"jest.global-setup.js", "script"},
    {"next-server.js", "production"},
    {"Gruntfile.js", "script"},
    {"setup.py", "script"},
    {"manage.py", "script"},
    {".github/actions/a.js", "script"},
    {"shop/migrations/0001_initial.py", "migration"},
    {"shop/migrations/0002_is_generated.py", "migration"},
    {"alembic/versions/ab12_x.py", "migration"},
    {"shop/revisions/versions/4b65941d065a_orders.py", "migration"},
    {"shop/revisions/versions/2024-10-26_4b65941d065a.py", "migration"},
    {"shop/versions/orders.py", "production"},
    {"src/migration/1700000000000-Init.ts", "migration"},
    {"src/main/java/db/migration/V2__x.java", "migration"},
    {"src/migration/engine.ts", "production"},
    {"api/user.pb.go", "generated"},
    {"api/user_pb2.py", "generated"},
    {"types/index.d.ts", "generated"},
    {"dist/index.js", "generated"},
    {"src/generated/client.ts", "generated"},
    {"vendor/github.com/a/b.go", "vendored"},
    {"third_party/a.py", "vendored"},
    {"public/lib.min.js", "minified"},
    {"packages/acme-test-utils/src/run.ts", "test"},
    {"store/mock_store.go", "test"},
    {"shop-examples/a.py", "example"},
    {"examples/a.py", "example"},
    {"docs/conf.py", "example"},
    {"samples/chat/main.go", "example"},
    {"{{cookiecutter.name}}/app.py", "example"},
};

TEST(RoleOfPath, Table) {
  for (const auto& [path, expected] : kRoles) EXPECT_EQ(role(path), expected) << path;
}

TEST(RoleOfPath, TopOfAProjectCounts) {
  EXPECT_EQ(role("services/api/tools/gen.ts", "services/api"), "script");
  EXPECT_EQ(role("services/api/tools/gen.ts"), "production");
}

TEST(RoleOfPath, FeatureDirectories) {
  EXPECT_TRUE(shows_feature("src/vendor/vendor.controller.ts"));
  EXPECT_TRUE(shows_feature("src/fixtures/fixture.service.ts"));
  EXPECT_TRUE(shows_feature("app/api/seed/route.ts"));
  EXPECT_TRUE(shows_feature("shop/vendor/models.py"));
  EXPECT_FALSE(shows_feature("tests/models.py"));
  EXPECT_FALSE(shows_feature("test/route.js"));
  EXPECT_FALSE(shows_feature("test/app.controller.ts"));
  const FeatureDirectories features = {"src/vendor"};
  EXPECT_FALSE(role_of_path("src/vendor/list.ts", Language::TypeScript, {"", true, &features}).has_value());
  EXPECT_TRUE(role_of_path("lib/vendor/list.ts", Language::TypeScript, {"", true, &features}).has_value());
}

std::string content(std::string_view text, Language language) {
  const auto verdict = role_of_content(text, language);
  return verdict ? std::string(show(verdict->role)) : "production";
}

TEST(RoleOfContent, GeneratedHeadings) {
  EXPECT_EQ(content("// Code generated by protoc-gen-x. DO NOT EDIT.\npackage a\n", Language::Go), "generated");
  EXPECT_EQ(content("package a\n\n// Code generated by x; DO NOT EDIT.\n", Language::Go), "generated");
  EXPECT_EQ(content("/* eslint-disable */\n/**\n * @generated\n */\nx()\n", Language::JavaScript), "generated");
  EXPECT_EQ(content("\"\"\"\nThis file is generated by the tool.\n\"\"\"\n", Language::Python), "generated");
  EXPECT_EQ(content("package a;\nimport x.Generated;\n@Generated(\"tool\")\npublic class A {}\n", Language::Java), "generated");
  EXPECT_EQ(content("/*\n * NOTE: This class is auto generated.\n * Do not edit the class manually.\n */\n", Language::Java),
            "generated");
}

TEST(RoleOfContent, HandWritten) {
  EXPECT_EQ(content("\"\"\"\nDjango settings for shop.\n\nGenerated by 'django-admin startproject' using Django 4.2.\n\"\"\"\n",
                    Language::Python),
            "production");
  EXPECT_EQ(
      content("package gen\n\nfunc Header() string {\n\treturn `\n// Code generated by us. DO NOT EDIT.\n`\n}\n", Language::Go),
      "production");
  EXPECT_EQ(content("package a;\npublic class A {\n  @Generated\n  public int hashCode() { return 1; }\n}\n", Language::Java),
            "production");
  EXPECT_EQ(content("// This file was generated once. It is safe to edit.\npackage a\n", Language::Go), "production");
}

TEST(RoleOfContent, HelpersOfTests) {
  EXPECT_EQ(content("package a\n\nimport (\n\t\"testing\"\n)\n\nfunc Setup(t *testing.T) {}\n", Language::Go), "test");
  EXPECT_EQ(content("package a\n\nimport \"testing\"\n\nvar quiet = testing.Testing()\n", Language::Go), "production");
  EXPECT_EQ(content("package a\n\nvar word = \"testing\"\n", Language::Go), "production");
  EXPECT_EQ(content("import pytest\n", Language::Python), "test");
  EXPECT_EQ(content("from unittest import mock\n", Language::Python), "production") << "services use it too";
  EXPECT_EQ(content("package a;\n\nimport org.junit.Rule;\n", Language::Java), "test");
  EXPECT_EQ(content("import { vi } from 'vitest'\n", Language::TypeScript), "test");
}

TEST(RoleOfContent, GoBuildConstraints) {
  EXPECT_EQ(content("//go:build ignore\n\npackage main\n", Language::Go), "script");
  EXPECT_EQ(content("//go:build linux\n\npackage main\n", Language::Go), "production");
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST(RoleOfContent, LongLines) {
  const std::string minified = repeat("function a(b){return b.c(d);}", 400);
  EXPECT_EQ(content(minified, Language::JavaScript), "minified");
  EXPECT_EQ(content(minified, Language::Python), "generated");
  EXPECT_EQ(content(minified.substr(0, 4000), Language::JavaScript), "production");
}

TEST(RoleOfContent, DataAndEmbeddedLiterals) {
  const std::string code = repeat("app.get('/a', (request, response) => response.send(load()));\n", 60);
  EXPECT_EQ(content(code + "const logo = '" + std::string(90000, 'A') + "';\n", Language::JavaScript), "production");
  EXPECT_EQ(content("module.exports = [\n" + repeat("  [12.5, 13.25, 14.75, 100, 200],\n", 5000) + "];\n", Language::JavaScript),
            "generated");
  EXPECT_EQ(content(repeat(code, 40), Language::JavaScript), "production");
}

TEST(PackageKind, Dependencies) {
  const PackageKind server = package_kind(R"({"dependencies": {"express": "4", "react": "18"}})");
  EXPECT_TRUE(server.known && server.server && server.browser && !server.renders);
  const PackageKind next = package_kind(R"({"dependencies": {"next": "14", "react": "18"}})");
  EXPECT_TRUE(next.server && next.renders);
  const PackageKind page = package_kind(R"({"dependencies": {"vue": "3"}, "devDependencies": {"express": "4"}})");
  EXPECT_TRUE(page.browser && !page.server);
  EXPECT_FALSE(package_kind("{ broken").known);
}

std::string client(std::string_view path, std::string_view text, PackageKind package, bool other_language = false) {
  const Side side = side_of(path, text, imports_of(text), {package, other_language});
  return side.kind == Side::Kind::Browser ? "browser" : side.kind == Side::Kind::Open ? "open" : "server";
}

TEST(Client, Reasons) {
  const PackageKind none, page{true, false, true, false}, mixed{true, true, true, false}, next{true, true, true, true},
      server{true, true, false, false};
  EXPECT_EQ(client("src/App.tsx", "export const A = 1", page), "browser");
  EXPECT_EQ(client("server/index.ts", "import http from 'http'", page), "server");
  EXPECT_EQ(client("src/socket.ts", "url.replace('http', 'ws')", page), "browser") << "a word, not an import";
  EXPECT_EQ(client("src/routes.ts", "router.get('/')", server), "server");
  EXPECT_EQ(client("public/js/a.js", "go()", server), "browser");
  EXPECT_EQ(client("app/a.tsx", "'use client'\nexport {}", next), "browser");
  EXPECT_EQ(client("app/page.tsx", "export default async function Page() {}", next), "open");
  EXPECT_EQ(client("src/routes/public/users.js", "router.get('/')", server), "server");
  EXPECT_EQ(client("public/users.js", "module.exports = (req, res) => res.json([])", server), "server");
  EXPECT_EQ(client("components/a.tsx", "import React from 'react'", next), "browser");
  EXPECT_EQ(client("src/use-user.ts", "import { useState } from 'react'", next), "browser");
  EXPECT_EQ(client("src/actions.ts", "'use server'\nimport { useState } from 'react'", next), "server");
  EXPECT_EQ(client("src/page/A.jsx", "import React from 'react'", mixed), "browser");
  EXPECT_EQ(client("src/api.ts", "const data = await res.json()", page), "browser");
  EXPECT_EQ(client("src/client/github.ts", "fetch(url)", mixed), "open");
  EXPECT_EQ(client("lib/a.js", "module.exports = 1", none), "server");
  EXPECT_EQ(client("shop/static/a.js", "go()", none, true), "browser");
  EXPECT_EQ(client("pages/a.js", "document.title = 1", none, true), "browser");
  EXPECT_EQ(client("worker/a.js", "module.exports = require('./b')", none, true), "server");
}

TEST(FileName, Language) {
  EXPECT_EQ(language_of_name("a.mts"), Language::TypeScript);
  EXPECT_EQ(language_of_name("a.tsx"), Language::Tsx);
  EXPECT_EQ(language_of_name("a.pyi"), Language::None);
  EXPECT_EQ(language_of_name(".js"), Language::None);
  EXPECT_EQ(language_of_shebang("#!/usr/bin/env python3\n"), Language::Python);
  EXPECT_EQ(language_of_shebang("#!/usr/bin/node\n"), Language::JavaScript);
  EXPECT_EQ(language_of_shebang("#!/bin/sh\n# node"), Language::None);
}

TEST(FileName, Manifests) {
  for (const char* path : {"package.json",
                           "api/go.mod",
                           "Dockerfile",
                           "Dockerfile.dev",
                           "api.dockerfile",
                           "docker-compose.yml",
                           "Procfile",
                           ".env",
                           ".env.production",
                           "requirements-dev.txt",
                           "requirements/base.txt",
                           "gradle/libs.versions.toml",
                           "fly.toml",
                           "tsconfig.build.json",
                           "deploy/nginx.conf",
                           "config/application-prod.properties",
                           "chokepoint.yml",
                           "app.service",
                           "ecosystem.config.json",
                           "pnpm-lock.yaml",
                           "uv.lock",
                           "build.gradle.kts"}) {
    EXPECT_TRUE(is_manifest_path(path)) << path;
  }
  for (const char* path :
       {"README.md", "data.json", "sub/other.toml", "notes.txt", "gunicorn.conf.py", "setup.py", "Dockerfiles"}) {
    EXPECT_FALSE(is_manifest_path(path)) << path;
  }
}

TEST(Role, CommandsOfPythonAreScriptsUnlessTheyServe) {
  const std::string command =
      "#!/usr/bin/env python3\nimport argparse\nimport requests\n\nif __name__ == '__main__':\n    main()\n";
  const auto verdict = role_of_content(command, Language::Python);
  ASSERT_TRUE(verdict.has_value());
  EXPECT_EQ(verdict->role, Role::Script);
  EXPECT_FALSE(role_of_content(command + "app = Flask(__name__)\n", Language::Python).has_value());
  EXPECT_FALSE(role_of_content(command.substr(command.find('\n') + 1), Language::Python).has_value());
}

}  // namespace
}  // namespace chokepoint::source
