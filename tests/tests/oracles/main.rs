//! Tests that compare with something which is not part of this repository: recordings and real configurations in
//! `../shared`, KrakenD, Kubernetes. Beside them are the tests of the same subject that need none of it.

#![allow(clippy::print_stdout, reason = "agreement is a figure that people read in the log of a run")]

mod accepted_defects;
mod audit;
mod cluster;
mod cluster_guide;
mod comparisons;
mod config_mutations;
mod corpus;
mod gating;
mod import;
mod kube;
mod kubectl;
mod live;
mod noise;
mod outputs;
mod prometheus;
mod ranges;
mod read;
mod resource;
mod schema_samples;
mod screen;
mod unexpected_answers;
mod verdicts;

use std::process::ExitCode;

use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;
use gwc_tests::tests;

fn main() -> ExitCode {
    let mut suite = Suite::default();
    without_oracle(&mut suite);
    with_shared(&mut suite, &Oracle::shared());
    let krakend = Oracle::krakend();
    suite.tests_with(
        &krakend,
        tests![
            live::route_tables,
            live::configurations,
            live::damaged_configurations,
            live::damaged_bytes,
            live::yaml,
            outputs::live_krakend_accepts_and_serves_all_four,
        ],
    );
    suite.tests_with(&Oracle::shared().and(&krakend), tests![audit::live_krakend_audits_as_recorded]);
    suite.tests_with(
        &Oracle::shared().and(&Oracle::go()),
        tests![kube::kubernetes_itself_finds_no_problem, kube::the_validator_sees_problems],
    );
    suite.tests_with(
        &Oracle::go(),
        tests![
            kube::score::what_kube_score_finds_is_waived_with_a_reason,
            prometheus::promtool_accepts_the_metrics,
            prometheus::promtool_accepts_the_rules,
            resource::the_api_server_accepts_the_definition_and_refuses_what_gwc_refuses,
        ],
    );
    suite.tests_with(
        &Oracle::kubectl(),
        tests![
            kubectl::it_applies_reads_and_deletes,
            kubectl::an_edit_in_the_cluster_conflicts_with_an_apply,
            kubectl::a_dry_run_changes_nothing_and_diff_shows_it,
            kubectl::what_is_built_can_be_applied,
            kube::config::the_configuration_alone_is_a_map_and_a_patch,
            kubectl::live_is_the_map_that_the_deployment_mounts,
            kubectl::a_base_tells_edits_of_the_cluster_from_those_of_the_repository,
            kubectl::kubectl_diff_shows_requests,
            cluster::what_is_applied_is_what_was_built_and_nothing_changes,
            cluster::a_map_that_is_mounted_by_hand_is_named_with_its_field_manager,
            cluster::an_edited_artifact_is_named_with_its_field_manager,
            cluster_guide::the_guide_to_kubernetes_works_as_written,
            cluster_guide::four_commands_lead_to_a_cluster_and_one_goes_back,
            cluster_guide::pods_that_do_not_get_ready_are_rolled_back,
        ],
    );
    suite.run()
}

fn with_shared(suite: &mut Suite, shared: &Oracle) {
    audit::each(suite, shared);
    corpus::snapshots(suite, shared);
    import::each(suite, shared);
    accepted_defects::each(suite, shared);
    suite.tests_with(
        shared,
        tests![
            audit::the_page_is_current,
            comparisons::the_hardening_of_production_is_told_in_two_screens,
            comparisons::no_route_is_opened_or_gated_where_none_was,
            gating::each_route_is_gated_as_it_was,
            config_mutations::damaged_configurations_are_named,
            corpus::the_known_hazards_of_production_are_counted,
            corpus::the_known_hazards_of_host_tables_are_counted,
            corpus::the_six_routes_behind_a_bypass_are_found,
            corpus::a_host_that_is_passed_on_leaves_every_policy_inert,
            import::billing_fits_in_one_screen,
            import::the_proof_sees_what_changes,
            import::recorded_configurations_import,
            import::recorded_configurations_are_built_or_refused,
            import::the_suite_of_krakend_imports_as_data,
            import::what_krakend_accepts_is_built,
            noise::no_rule_drowns_the_others,
            outputs::the_official_schema_accepts_what_is_lowered_to_krakend,
            ranges::real_configurations_say_the_same_laid_out_anew,
            read::real_configurations_are_read_without_loss,
            read::the_corpus_has_its_endpoints,
            unexpected_answers::each_recorded_row_has_an_entry,
            schema_samples::the_validator_decides_as_the_official_one,
            screen::many_findings_fit_on_a_screen_that_ends_with_the_errors,
            schema_samples::valid_samples_have_no_errors_under_compat,
            verdicts::route_tables_are_judged_as_recorded,
            verdicts::configurations_are_judged_as_recorded,
        ],
    );
}

fn without_oracle(suite: &mut Suite) {
    import::generated::add(suite);
    import::routes::add(suite);
    read::generated::add(suite);
    unexpected_answers::each(suite);
    suite.tests(tests![
        import::nothing_is_left_out,
        import::nothing_is_proved_of_nothing,
        import::validators_and_limits_that_say_more_stay_as_they_are,
        import::secrets_are_not_copied_unasked,
        import::nothing_is_overwritten_and_bad_input_is_told,
        import::config_maps_are_imported_too,
        import::errors_that_krakend_runs_with_are_waived,
        import::what_krakend_refuses_is_not_waived,
        kube::manifests_of_the_routes_are_as_committed,
        kube::manifests_of_everything_are_as_committed,
        kube::every_pod_meets_pod_security_restricted,
        kube::the_program_reads_the_file_that_is_mounted_and_is_asked_at_its_own_path,
        kube::what_belongs_together_finds_each_other,
        kube::an_ingress_is_for_who_asks_for_one,
        kube::secrets_are_referred_to,
        kube::combinations::each_option_is_in_a_combination,
        resource::the_example_is_what_its_twin_in_route_files_is,
        resource::nothing_of_a_route_is_ignored,
        resource::a_route_without_a_policy_is_public_with_a_warning,
        resource::broken_resources_are_refused_with_what_is_wrong,
        resource::the_way_back_is_the_same_gateway_or_names_what_is_lost,
        kube::config::a_change_of_the_configuration_rolls_out_and_nothing_else_does,
        kube::config::a_watched_configuration_changes_in_place,
        kube::config::an_image_holds_the_configuration_and_has_a_tag_for_it,
        kube::edits::each_edit_is_reported_by_the_rule_about_what_it_breaks,
        kube::edits::each_edited_value_is_reported_as_an_edit,
        kube::edits::waits_follow_from_the_endpoints_and_shorter_ones_are_reported,
        kube::edits::a_shorter_timeout_of_an_http_route_is_reported,
        kube::metrics::a_service_monitor_selects_a_service_of_its_own,
        kube::metrics::annotations_name_the_admin_port_unless_the_author_does,
        kube::broken_templates_are_refused,
        kube::templates_are_replaced_by_name,
        kube::the_page_about_templates_names_every_value,
        ranges::a_finding_in_route_files_is_at_the_token,
        ranges::a_finding_in_a_configuration_is_at_the_token,
        ranges::what_is_missing_in_a_block_map_is_found_at_its_first_key,
        ranges::a_byte_order_mark_before_json_is_the_token,
        ranges::what_an_alias_repeats_is_found_where_it_is_written,
        ranges::broken_route_files_say_the_same_with_other_line_ends,
        read::what_krakend_takes_is_taken,
        read::spans_point_into_the_file,
        read::yaml_configurations_are_read_too,
        read::config_maps_hold_configurations,
        read::refusals_are_reported_and_the_rest_is_read,
        screen::what_is_wrong_with_each_route_is_shown_once,
    ]);
}
